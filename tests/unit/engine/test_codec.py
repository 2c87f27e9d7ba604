"""Canonical JSON of our data classes: what is understood, what is refused, what the bytes look like."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pytest

from engine.bundle import Baselines, Bundle, Curve, Header
from engine.codec import canonical, digest, plain, read, recordable, tagged
from engine.errors import InvalidInput
from engine.messages import Cancel, Command, Declare, Event, Finish, Fire, Input, Mark, Note, RealIncident, Receipt, Reply, Start, Watch
from engine.plan import Condition, Plan, Spread, Step
from engine.rehearsal import play
from engine.views import TeamView
from tests.samples import PLAYER, small_plan
from tests.unit.engine.worlds import bench

COMMANDS = (
    Start("isolate", "app", {"why": "x", "n": [1, {"a": True}]}, True, "lý do", "high"),
    Cancel("t"),
    Mark("a", "true"),
    Reply("m", "r", "Vâng"),
    Declare("serious"),
    Watch(5, "n"),
    Note("dòng"),
    Fire("i"),
    RealIncident(),
    Finish(),
)


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: type(command).__name__)
def test_every_command_comes_back(command: Command) -> None:
    """Written with its class name, read as itself."""
    assert read(Command, tagged(command)) == command
    assert read(Input, {"at": 1, "origin": "seat", "team": "ir", "seat": "s", "command": tagged(command)}) == Input(
        1, "seat", "ir", "s", command
    )


@pytest.mark.parametrize("plan", [small_plan(), bench()], ids=["sample", "bench"])
def test_a_plan_comes_back(plan: Plan) -> None:
    """Whole, with its nested classes, and with the same hash."""
    again = read(Plan, plain(plan))
    assert again == plan
    assert digest(plain(again)) == digest(plain(plan))


def test_views_events_and_receipts_are_plain() -> None:
    """Whatever leaves the engine can be recorded."""
    sim = play(small_plan(), 1, "expert")
    assert [read(Event, plain(event)) for event in sim.events] == sim.events
    assert read(TeamView, plain(sim.view(PLAYER))).now == sim.clock
    assert read(Receipt, plain(Receipt(False, "x", {"a": 1}))) == Receipt(False, "x", {"a": 1})


def test_defaults_are_left_out() -> None:
    """Small, and the same when a field with a default is added later."""
    assert plain(Condition("at", value=5)) == {"op": "at", "value": 5}
    assert plain(Start("a")) == {"action": "a"}
    assert plain(Condition("all", of=(Condition("at"),))) == {"op": "all", "of": [{"op": "at"}]}


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        ({"action": "a", "colour": "red"}, "unknown"),
        ({}, "missing"),
        ({"action": 5}, "no str"),
        ({"action": "a", "ask": 1}, "no bool"),
        ({"action": "a", "params": []}, "no mapping"),
        ([], "no mapping"),
        (None, "no mapping"),
    ],
)
def test_what_does_not_fit_is_refused(raw: object, why: str) -> None:
    """Unknown and missing keys, wrong types: said, never guessed."""
    with pytest.raises(InvalidInput, match=why):
        read(Start, raw)


@pytest.mark.parametrize(
    "raw", [{"is": "Explode"}, {"is": []}, {"is": None}, {}, {"is": "Start"}, {"is": "Note", "text": "x", "loud": True}]
)
def test_an_unknown_command_is_refused(raw: object) -> None:
    """By name, by its keys."""
    with pytest.raises(InvalidInput):
        read(Command, raw)


@pytest.mark.parametrize("raw", [{"table": [1.5]}, {"table": [True]}, {"table": "12"}, {"table": 3}, {"table": [None]}])
def test_numbers_are_ints(raw: object) -> None:
    """No float, no truth value in a number's place."""
    with pytest.raises(InvalidInput):
        read(Spread, raw)


def test_half_a_letter_is_refused() -> None:
    """A lone surrogate, which JSON can carry and no file can hold."""
    with pytest.raises(InvalidInput, match="half a letter"):
        read(Note, {"text": "\ud800"})


def test_pairs_have_two_ends() -> None:
    """A tuple of fixed length is no list."""
    step = plain(Step("s", "act", "T", "t", (), Spread((1,)), 1, one_of=(("a", 1),)))
    assert read(Step, step).one_of == (("a", 1),)
    with pytest.raises(InvalidInput, match="2 items"):
        read(Step, step | {"one_of": [["a", 1, 2]]})


@pytest.mark.parametrize("value", [1.0, float("nan"), {1: "x"}, {"a": 0.5}, [object()], {"s": {1, 2}}, b"x", "\ud800", {"\udfff": 1}])
def test_what_cannot_be_recorded(value: object) -> None:
    """Floats, keys that are no words, foreign objects, half a letter."""
    assert not recordable(value)
    with pytest.raises((InvalidInput, UnicodeEncodeError)):
        canonical(plain(value))


def test_canonical_bytes() -> None:
    """Sorted keys, no spaces, composed letters, UTF-8 as it is."""
    assert canonical({"b": 1, "a": ["Tiê\u0301ng", True, None]}) == '{"a":["Tiếng",true,null],"b":1}'.encode()
    assert digest({"a": 1, "b": 2}) == digest({"b": 2, "a": 1})


def test_a_reader_never_lends_its_defaults() -> None:
    """Two values read from the same text share no mapping."""
    one, other = read(Start, {"action": "a"}), read(Start, {"action": "a"})
    one.params["x"] = 1
    assert other.params == {}
    assert Start("b").params == {}


def test_a_bundle_comes_back() -> None:
    """Header, plan, inputs and events together."""
    sim = play(small_plan(), 2, "trained")
    flat = Curve((0,), (0,), (0,), (0,), (0,), {"tthc": 0})
    bundle = Bundle(Header("0", 1, "h", 2, "r", {"a": "b"}, "", Baselines(flat, flat)), sim.plan, (), sim.clock, tuple(sim.events))
    assert read(Bundle, plain(bundle)) == bundle
    assert plain(replace(bundle, branch="b"))["branch"] == "b"


@dataclass(frozen=True)
class _Odd:
    field: list[int]


def test_a_class_of_another_make_is_refused() -> None:
    """Only what the engine's own classes are made of."""
    with pytest.raises(InvalidInput, match="no reader"):
        read(_Odd, {"field": [1]})
