"""The attacks as rows of a table: what was done, what came of it, what was asked for."""

from __future__ import annotations

from pathlib import Path

from orderdesk.bootstrap import open_desk
from orderdesk.settings import Settings
from tests.attacks import behind as parts
from tests.attacks import canaries, fuzz_api, fuzz_hooks, twins
from tests.attacks.behind import LOOPBACK, Behind
from tests.attacks.door import Door, Tally, door, seeded
from tests.attacks.hostile import PROXY, beside
from tests.attacks.marked import marked, pair
from tests.faults.report import Row

NOTHING = "no exit, 5xx, traceback, empty reply"


def fuzz(found: Door, count: int, seed: int, database: str) -> Row:
    """Seven tenths to the API, three to the platforms' addresses, and each broken request once for every thousand."""
    tally = Tally()
    fuzz_api.fuzz(found, count * 7 // 10, seed, tally)
    for again in range(max(1, count // 1_000)):
        fuzz_api.broken(found, seed + again, tally)
    fuzz_hooks.fuzz(found, count - count * 7 // 10, seed, tally)
    wrong = found.judged(tally)
    seen = f"{tally.sent} inputs, {len(tally.accepted)} messages taken and answered, {len(wrong)} wrong"
    figures = {"statuses": dict(tally.statuses), "wrong": wrong[:50]}
    return Row("fuzz of the gateway", database, seen, f"{count} inputs, {NOTHING}", not wrong, figures)


def rasa(found: Behind, count: int, seed: int) -> Row:
    """Rasa's private door, by somebody who got past the gateway."""
    return _parts(found, "fuzz of Rasa's door", count, seed)


def actions(found: Behind, count: int, seed: int) -> Row:
    """The action server, by somebody without its secret, and with it."""
    return _parts(found, "fuzz of the action server", count, seed)


def _parts(found: Behind, name: str, count: int, seed: int) -> Row:
    """What the action server's own caller sends may be told to the log; what comes by way of Rasa may not break it."""
    tally, before = Tally(), found.tracebacks()
    at_rasa = "Rasa" in name
    (parts.rasa_door if at_rasa else parts.action_server)(found, count, seed, tally)
    logged = found.tracebacks() - before if at_rasa else 0
    wrong = [*tally.wrong, *(f"{one} has ended" for one in found.ended()), *(["a traceback"] * logged)]
    seen = f"{tally.sent} inputs, {len(wrong)} wrong"
    figures = {"statuses": dict(tally.statuses), "wrong": wrong[:50]}
    return Row(name, "SQLite", seen, f"{count} inputs, {NOTHING}", not wrong, figures)


def matrix(found: Behind, seed: int, orders: int = 2) -> Row:
    """Two buyers, every intent, every order of both."""
    one, other = pair(found.desk, seeded(seed, "matrix"), orders)
    before, heard = (one.cases(), other.cases()), canaries.Heard()
    canaries.matrix(found.at.chat, one, other, heard)
    changed = canaries.touched(one, other)
    row = _canaries("two buyers, every intent, every order", heard, changed)
    assert before  # the orders were there
    return row


def questions(found: Behind, count: int, seed: int) -> Row:
    """Free text in every spelling."""
    rng = seeded(seed, "questions")
    one, other = pair(found.desk, rng)
    before, heard = other.cases(), canaries.Heard()
    canaries.questions(found.at.chat, one, other, heard, count, rng)
    changed = [
        *canaries.touched(one, other),
        *([] if other.cases() == before else ["an order of the victim's changed"]),
    ]
    return _canaries("one buyer asks for another one's", heard, changed)


def _canaries(name: str, heard: canaries.Heard, changed: list[str]) -> Row:
    wrong = [*heard.leaked, *heard.broken, *(f"silence after {one}" for one in heard.empty), *changed]
    seen = (
        f"{heard.replies} replies, {heard.checks} checks, {len(heard.leaked)} leaks, {len(changed)} changes"
    )
    good = not wrong and heard.own > heard.replies // 20
    return Row(
        name, "SQLite", seen, "0 leaks in 10,000 checks", good, {"own": heard.own, "wrong": wrong[:50]}
    )


def same_words(found: Behind, seed: int) -> Row:
    """ "Not yours" and "does not exist"."""
    attacker, victim = pair(found.desk, seeded(seed, "twins"), 2)
    compared = twins.Compared()
    twins.in_words(found.at.chat, attacker, victim, compared)
    seen = f"{compared.pairs} questions, {len(compared.differ)} answered differently"
    return Row("not yours / not there: words", "SQLite", seen, "same words", not compared.differ,
               {"differ": compared.differ[:20]})  # fmt: skip


def same_time(folder: Path, seed: int, database: str, url: str = "", rounds: int = 40) -> Row:
    """The same, by the clock, in one run."""
    desk = open_desk(Settings(database_url=url or f"sqlite:///{folder}/twins.db", var_dir=folder))
    desk.store.migrate()
    rng, compared = seeded(seed, "time"), twins.Compared()
    twins.in_time(desk, marked(desk, rng, 2), marked(desk, rng, 2), rounds, compared)
    desk.store.close()
    seen = f"the slower one takes {compared.ratio:.2f} of the faster one's time"
    return Row("not yours / not there: time", database, seen, "<= 1.5", compared.ratio <= 1.5)


def hostile(folder: Path, database: str, url: str, seconds: float, rounds: int, buyers: int = 20) -> Row:
    """One at full rate beside twenty."""
    with door(folder, url, **PROXY) as found:
        felt = beside(found, buyers, seconds, rounds)
    good = felt.ratio <= 3 and not felt.lost and bool(felt.shots)
    seen = f"{felt.told()}, ratio {felt.ratio:.2f}"
    figures = {
        "answers": [len(felt.quiet), len(felt.fire)],
        "shots": dict(felt.shots),
        "ratio": felt.ratio,
        "lost": felt.lost[:20],
    }
    return Row(
        f"one hostile client beside {buyers} buyers", database, seen, "p95 <= 3 x quiet", good, figures
    )


def loopback(found: Behind) -> Row:
    """Who listens where."""
    heard = parts.listening(found)
    wrong = {name: sorted(places) for name, places in heard.items() if not places <= LOOPBACK}
    seen = ", ".join(f"{name}: {'/'.join(sorted(places)) or 'nowhere'}" for name, places in heard.items())
    return Row(
        "addresses that are listened on",
        "",
        seen,
        "nothing beyond loopback",
        not wrong and bool(heard["rasa"]),
    )
