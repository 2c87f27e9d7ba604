"""Observations from a scenario's files to the plan."""

from __future__ import annotations

from pathlib import Path

from scenarios import compiler
from scenarios.diagnostics import faults
from tests.unit.scenarios.test_compiler import edit

WRITTEN = """observations:
  trang:
    name: {vi: Mở trang từ ngoài, en: Open the page from outside}
    on: file-servers
    needs: ttdl-file01
    sees:
      - {while: {step: hop}, tells: tep-la, chance: 95%, about: ttdl-file01}
      - {tells: phien-la}
    else: {vi: Trang mở ra bình thường., en: It opens as it should.}
weights:"""


def test_an_observation_is_compiled_with_what_it_shows(folder: Path) -> None:
    """Targets chosen, conditions and chances compiled, both texts there, and artefacts kept though no step leaves them."""
    edit(folder, "scenario.yaml", "weights:", WRITTEN)
    edit(folder, "adversary.yaml", "        leaves: phien-la\n", "")
    plan = compiler.load(str(folder))
    (found,) = plan.observations
    assert (found.id, found.needs, set(found.targets) >= {"ttdl-file01"}) == ("trang", "ttdl-file01", True)
    first, second = found.sees
    assert first.when is not None
    assert (first.when.op, first.artefact, first.chance, first.about) == ("step", "tep-la", 950, "ttdl-file01")
    assert (second.when, second.artefact, second.chance, second.about) == (None, "phien-la", 1000, "")
    assert {"observation.trang", "observation.trang.else"} <= plan.texts.keys()
    assert "phien-la" in {item.id for item in plan.artefacts}


def test_names_in_an_observation_are_checked(folder: Path) -> None:
    """Assets, artefacts and conditions that are not there are faults at their place."""
    edit(
        folder,
        "scenario.yaml",
        "weights:",
        WRITTEN.replace("tells: tep-la", "tells: tep-khac").replace("needs: ttdl-file01", "needs: khong-co"),
    )
    found = {(item.code, item.message.en.rsplit("`", 2)[1]) for item in faults(compiler.check(str(folder)))}
    assert found >= {("DT1301", "tep-khac"), ("DT1301", "khong-co")}


def test_a_stage_brings_no_looking_along() -> None:
    """The catalogue's observing actions are there for whoever names them, and for nobody else."""
    from scenarios.library import names

    for name in names():
        plan = compiler.load(name)
        looking = {action.id for action in plan.actions if any(effect.verb == "observe" for effect in action.effects)}
        named = {action for team in compiler.read(name).teams.values() for action in team.may}
        assert looking <= named
