"""What can go wrong besides a policy's no.

OrderdeskError
├── NotSignedIn      nobody proved who speaks here
├── NotFound         no such thing, or not this buyer's: one answer for both
├── StaleAction      a yes that came too late, twice for different things, or after the state changed
├── ProofTooOld      the code that proved who speaks is too old for an effect
├── BadInput         something a buyer typed cannot be taken as it is
└── Unavailable      could not find out: a part behind us is down or slow
"""


class OrderdeskError(Exception):
    """The root of our own exceptions. `code` names the response `utter_error_<code>`."""

    code = "unknown"


class NotSignedIn(OrderdeskError):
    """Nobody proved who speaks in this conversation."""

    code = "not_signed_in"


class NotFound(OrderdeskError):
    """It does not exist or is somebody else's; nobody outside may tell which."""

    code = "not_found"


class StaleAction(OrderdeskError):
    """The pending action expired, was dropped, or what it was about changed meanwhile."""

    code = "stale_action"


class ProofTooOld(OrderdeskError):
    """Who speaks was proven by a code, too long ago for an effect: a fresh code first."""

    code = "proof_too_old"


class BadInput(OrderdeskError):
    """What was typed cannot be used as it is."""

    code = "bad_input"


class Unavailable(OrderdeskError):
    """A part behind us does not answer; the outcome is unknown until it is read again."""

    code = "unavailable"
