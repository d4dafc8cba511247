"""Nothing is lost and nothing comes twice: reload, no network, two tabs, a gateway that restarts or refuses."""

from __future__ import annotations

from tests.browser.talk import Screen


def test_a_reload_shows_the_conversation_as_it_was(screen: Screen) -> None:
    """After a reload every line is there once, in order, and old lines are not announced again."""
    screen.open()
    screen.say("one")
    screen.sees("You said: one")
    before = screen.lines()
    screen.page.reload()
    screen.sees("You said: one")
    assert screen.lines() == before == ["one", "You said: one"]
    assert screen.page.locator("[aria-live=polite]").text_content() == ""


def test_what_is_written_offline_is_sent_once_when_the_network_is_back(screen: Screen) -> None:
    """Messages written offline wait in sight and go out in order."""
    screen.open()
    screen.say("before")
    screen.sees("You said: before")
    screen.context.set_offline(True)
    screen.page.get_by_text("You're offline").wait_for()
    screen.say("first")
    screen.say("second")
    screen.page.get_by_text("Waiting to be sent").first.wait_for()
    screen.context.set_offline(False)
    screen.sees("You said: second")
    assert [one for one in screen.lines() if not one.startswith("You")] == ["before", "first", "second"]
    assert screen.page.get_by_text("You're offline").is_hidden()


def test_a_message_that_was_not_sent_survives_a_reload(screen: Screen) -> None:
    """What the gateway did not take before the page was closed is sent when it is opened again, once."""
    screen.open()
    screen.say("hello")
    screen.sees("You said: hello")
    screen.fake.down = True
    screen.say("keep me")
    screen.page.get_by_text("Waiting to be sent").wait_for()
    screen.page.reload()
    screen.page.locator(".unsent .text", has_text="keep me").wait_for()
    screen.fake.down = False
    screen.sees("You said: keep me")
    assert screen.lines().count("keep me") == 1
    assert len(screen.fake.talk.received) == 2


def test_two_tabs_show_one_conversation(screen: Screen) -> None:
    """What is said in one tab appears in the other, once; signing out in one empties the other."""
    screen.open()
    screen.say("from the first")
    screen.sees("You said: from the first")
    second = screen.another()
    second.visit()
    second.sees("You said: from the first")
    second.say("from the second")
    screen.sees("You said: from the second")
    assert screen.lines() == second.lines()
    assert len(screen.fake.talks) == 1
    screen.more()
    screen.page.get_by_role("button", name="End and delete this chat").click()
    second.page.get_by_text("This conversation has ended.").wait_for()
    assert second.lines() == []
    assert "from the" not in second.page.evaluate("JSON.stringify(localStorage)")


def test_a_gateway_that_restarts_loses_nothing(screen: Screen) -> None:
    """The stream resumes where it was; a message sent in between arrives once."""
    screen.open()
    screen.say("one")
    screen.sees("You said: one")
    screen.fake.stop()
    screen.say("two")
    screen.page.get_by_text("Waiting to be sent").wait_for()
    screen.fake.talk.add("seller", "An answer from the time in between.")
    screen.fake.start()
    screen.sees("You said: two")
    screen.sees("in between")
    assert len(screen.lines()) == len(set(screen.lines())) == 5


def test_a_refused_message_says_why_and_can_be_removed(screen: Screen) -> None:
    """A message that the gateway will never take is marked, with the reason, and with ways on."""
    screen.open()
    screen.fake.refuse = (422, "bad_text")
    screen.say("strange")
    screen.page.get_by_text("Not sent. Refused: bad_text.").wait_for()
    screen.fake.refuse = None
    screen.page.get_by_role("button", name="Try again").click()
    screen.sees("You said: strange")
    screen.fake.refuse = (422, "bad_text")
    screen.say("stranger")
    screen.page.get_by_role("button", name="Remove").click()
    screen.page.locator(".unsent .line").wait_for(state="detached")


def test_an_ended_conversation_gives_the_unsent_text_back(screen: Screen) -> None:
    """When the conversation is over, what was not sent stands in the composer, and a new one can be started."""
    screen.open()
    screen.say("one")
    screen.sees("You said: one")
    screen.fake.talks.clear()
    screen.say("too late")
    screen.page.get_by_text("This conversation has ended.").wait_for()
    assert screen.page.get_by_label("Your message").input_value() == "too late"
    screen.page.get_by_role("button", name="Start a new one").click()
    screen.page.get_by_role("button", name="Send").click()
    screen.sees("You said: too late")


def test_unread_lines_are_counted_on_the_launcher(screen: Screen) -> None:
    """What comes while the chat is closed is counted, also after a reload, and no longer once it was opened."""
    screen.open()
    screen.say("one")
    screen.sees("You said: one")
    screen.page.keyboard.press("Escape")
    screen.fake.talk.add("system", "Your order has arrived.")
    screen.page.locator(".count", has_text="1").wait_for()
    screen.page.reload()
    screen.page.get_by_role("button", name="Order help, 1 new").click()
    screen.sees("Your order has arrived.")
    assert screen.page.locator(".count").is_hidden()
