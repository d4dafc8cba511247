"""What makes a turn of Rasa faster: parts, each by itself and each with a switch.

| name | what it does | what Rasa does |
|---|---|---|
| `validator` | checks action results with prebuilt validators | builds one, and checks its schema too, at each action |
| `events` | looks an event's class up in a dictionary | walks all subclasses for every event |
| `connections` | keeps connections to the action server | opens one for every action |
| `domain` | sends no domain with an action call | sends all of it |
| `rules` | matches the rules for this intent and last action, over the last states | matches all, over all states |
| `nodes` | runs the model's nodes one after the other | plans the graph anew with dask, twice or more for a message |
| `copies` | copies a tracker, and reads its events, as they are | plays all events through a new tracker |
| `waste` | leaves out what is known to lead to nothing | looks what fills each slot, and makes an empty domain |
| `resume` | knows when `action_resume` has nothing to ask | calls it after each answer |
| `lock` | looks every few milliseconds whether a conversation is free | looks every second |
| `tail` | loads a conversation's last turns, and what was remembered before | loads all of the session |
| `recall` | uses the events that it stored itself a turn ago (with `tail` only) | reads and decodes them again |

`ORDERDESK_SPEED_OFF=tail,lock` switches parts off, `ORDERDESK_SPEED_OFF=all` all of them. They are written for one
version of Rasa; with any other one they are off, and a warning says so. None of them changes what the bot says or what
Rasa stores: `tests/rasa_speed` compares the events and the replies with and without.
"""
