"""Tables of the compiler that must say the same as the engine's own."""

from __future__ import annotations

import re
import typing

from engine import knowledge, messages, scoring
from scenarios.compiling.conditions import LEVELS
from scenarios.compiling.effects import ACTION_EFFECTS, LASTING_EFFECTS, MESSAGE_EFFECTS
from scenarios.compiling.facts import FACTS
from scenarios.compiling.placeholders import EVENTS
from scenarios.model.adversary import Verb
from scenarios.model.conditions import KEYS
from scenarios.model.objectives import COUNTS, COUNTS_OF_PILES
from tests.unit.engine.worlds import bench, run


def source_of(thing: object) -> str:
    """Its text in the engine."""
    import inspect

    return inspect.getsource(thing)  # type: ignore[arg-type]


def test_action_effects_are_the_engine_s() -> None:
    """Every verb that an action may carry; people come by their own actions there."""
    assert run(bench())._effects.verbs - {"staff", "speed-approval"} == ACTION_EFFECTS


def test_message_effects_are_the_engine_s() -> None:
    """Every verb that an inject or a reply may carry, and no other."""
    applied = run(bench())._effects._applied
    assert applied.verbs == MESSAGE_EFFECTS
    assert LASTING_EFFECTS < MESSAGE_EFFECTS


def test_steps_verbs_are_the_engine_s() -> None:
    """Every verb of a step is one that `engine.plan.Step` names."""
    from engine.plan import Step

    assert Step.__doc__ is not None
    listed = Step.__doc__.split("verb: ")[1].split("(")[0].split()
    assert listed == list(typing.get_args(Verb))


def test_counts_are_the_engine_s() -> None:
    """Every happening that a measure may count."""
    assert set(COUNTS) == set(scoring._COUNTED)
    assert set(COUNTS_OF_PILES) == set(scoring._PILED)


def test_facts_are_the_engine_s() -> None:
    """Every first word of a fact that a team can come to know."""
    words = set(re.findall(r'f"([a-z-]+):', source_of(knowledge)))
    words |= {"verdict-true", "verdict-false", "backup-clean", "backup-infected", "backup-unreadable", "backup-altered", "backup-matches"}
    assert set(FACTS) <= words
    assert words - set(FACTS) <= {"backup", "verdict"}


def test_levels_are_the_engine_s() -> None:
    """The levels of an incident."""
    from engine import levels

    assert levels.LEVELS == LEVELS


def test_events_say_what_the_contract_says() -> None:
    """Every event kind of `engine.messages`, with at least the data that is written there."""
    assert messages.__doc__ is not None
    kinds = dict(re.findall(r"^    ([a-z][a-z-]*(?: / [a-z-]+)*)(?: +(\S.*))?$", messages.__doc__, re.MULTILINE))
    listed = {kind: data for line, data in kinds.items() for kind in line.split(" / ")}
    assert len(listed) > 50
    for kind, data in listed.items():
        words = re.sub(r"\{[^}]*\}|\[[^\]]*\.\.\.\]|\[\{.*?\}\]", "", data.split("  ")[0])
        names = set(re.findall(r"[a-z_]+", words))
        assert kind in EVENTS, kind
        assert names <= set(EVENTS[kind].split()), kind


def test_condition_keys_do_not_meet() -> None:
    """No key that tells a condition's kind stands in another kind as well."""
    for key, model in KEYS.items():
        fields = {field.alias or name for name, field in model.model_fields.items()}
        assert fields & KEYS.keys() == {key}
