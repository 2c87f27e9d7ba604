"""Recovery: the order it takes, the relapse of those who came back too early, the proof before reconnecting."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engine.messages import Start
from engine.plan import Condition, Estate, Link, Milestone, Plan, System
from engine.simulation import Simulation
from tests.unit.engine.worlds import HOUR, IR, MINUTE, OPS, action, asset, bench, campaign, carry_out, estate, foothold, give, of, run, step

SIGN_ON = System("sso", 3, "so", "dtc", "cong-an")
CASES = System("ht-tthc", 3, "so", "dtc", "cong-an", trusts=("sso",))


def _net(**changes: object) -> Estate:
    """A case system that trusts the sign-on, which has a server of its own."""
    net = estate(systems=(CASES, SIGN_ON))
    net = replace(net, assets=(*net.assets, asset("dc", "ttdl-server", system="sso")))
    svc = replace(net.accounts[1], grants=("dc",))
    return replace(net, accounts=(net.accounts[0], svc, net.accounts[2]), **changes)  # type: ignore[arg-type]


def _plan(*held: str, stolen: tuple[str, ...] = (), **more: object) -> Plan:
    entered = campaign(foothold(*held, gives_account=stolen), starts_ms=-HOUR)
    plan = bench(net=_net(), campaigns=(entered,), milestones=(Milestone("m", Condition("relapse", targets=("app",))),))
    return replace(plan, **more)  # type: ignore[arg-type]


def _relapses(sim: Simulation) -> list[tuple[int, str]]:
    return [(e.at, e.data["asset"]) for e in of(sim, "foothold-gained", reason="relapse")]


def test_a_machine_restored_while_they_sit_in_what_it_trusts_is_taken_again() -> None:
    """Sign-on still theirs: the case server comes back clean and is theirs within the hour."""
    sim = run(_plan("app", "dc"))
    back = carry_out(sim, OPS, "restore-backup", "app-old").at
    assert "app" not in sim.truth.footholds
    sim.advance(back + 90 * MINUTE)
    [(when, name)] = _relapses(sim)
    assert name == "app"
    assert back + 12 * MINUTE <= when <= back + 60 * MINUTE
    assert [e.at for e in of(sim, "milestone")] == [when]
    assert sim.view(OPS).assets == sim.view(OPS).assets
    assert not [e for e in sim.view(OPS).feed if e.kind == "foothold-gained"], "the team has only its sensors"


@pytest.mark.parametrize("verb", ["reimage", "restore-backup", "isolate"])
def test_in_the_right_order_nothing_relapses(verb: str) -> None:
    """Sign-on rebuilt first and its account reset, whatever way the case server comes back."""
    sim = run(_plan("app", "dc", stolen=("svc",)))
    carry_out(sim, OPS, "reimage", "dc")
    carry_out(sim, OPS, "reset-account", "svc")
    carry_out(sim, OPS, verb, "app-old" if verb == "restore-backup" else "app")
    if verb == "isolate":
        sim._world.release(sim._world.index.asset_of["app"], "cleaned")
        carry_out(sim, OPS, "reconnect", "app")
    sim.advance(sim.clock + 2 * HOUR)
    assert _relapses(sim) == []


def test_an_account_that_nobody_reset_is_enough() -> None:
    """Every machine clean, the stolen account still opens the sign-on; locked it does not."""
    sim = run(_plan("app", stolen=("svc",)))
    carry_out(sim, OPS, "reimage", "app")
    sim.advance(sim.clock + 2 * HOUR)
    assert [name for _, name in _relapses(sim)] == ["app"]
    sim = run(_plan("app", stolen=("svc",)))
    carry_out(sim, OPS, "lock-account", "svc")
    carry_out(sim, OPS, "reimage", "app")
    sim.advance(sim.clock + 2 * HOUR)
    assert _relapses(sim) == []


def test_the_danger_must_last_until_then() -> None:
    """Sign-on cleaned some minutes after the case server came back: in time."""
    sim = run(_plan("app", "dc"))
    carry_out(sim, OPS, "reimage", "app")
    carry_out(sim, OPS, "reimage", "dc")
    sim.advance(sim.clock + 2 * HOUR)
    assert _relapses(sim) == []


def test_what_trusts_nobody_does_not_relapse() -> None:
    """The sign-on itself, and machines of no system."""
    sim = run(_plan("app", "dc", "spare"))
    carry_out(sim, OPS, "reimage", "dc")
    carry_out(sim, OPS, "reimage", "spare")
    sim.advance(sim.clock + 2 * HOUR)
    assert _relapses(sim) == []


def test_a_machine_off_the_network_is_not_taken() -> None:
    """Isolated again before they came."""
    sim = run(_plan("app", "dc"))
    carry_out(sim, OPS, "reimage", "app")
    carry_out(sim, OPS, "isolate", "app")
    sim.advance(sim.clock + 2 * HOUR)
    assert _relapses(sim) == []


# --- proof


def test_proof_takes_a_clean_system_and_everything_known_dealt_with() -> None:
    """Open machines are counted as the team knows them; a grip that nobody found fails the proof without a number."""
    sim = run(_plan("app"))
    sim._world.know((OPS,), "db", "suspect", "test")
    first = carry_out(sim, OPS, "prove-clean", "ht-tthc").data
    assert (first["outcome"], first["params"]) == ("nothing", {"reason": "not-proven", "count": 1})
    sim._world.know((OPS,), "db", "clean", "test")
    second = carry_out(sim, OPS, "prove-clean", "ht-tthc").data
    assert (second["outcome"], second["params"]) == ("nothing", {"reason": "not-proven", "count": 0})
    carry_out(sim, OPS, "reimage", "app")
    assert carry_out(sim, OPS, "prove-clean", "ht-tthc").data["outcome"] == "done"
    assert "proven:ht-tthc" in sim.view(OPS).facts
    assert "proven:ht-tthc" not in sim.view(IR).facts


def _gated(needs: tuple[str, ...]) -> Simulation:
    national = Link("dan-cu", "tslcd-national", "tslcd", "ttdl-server", "ttdl-db", 10, "dtc")
    net = _net(links=(*estate().links, national))
    gate = action("restore-link", id="reconnect-national", target="link", kinds=("tslcd-national",), needs_proof=needs)
    plan = bench(net=net)
    teams = tuple(replace(team, may=(*team.may, "reconnect-national")) for team in plan.teams)
    sim = run(replace(plan, actions=(*plan.actions, gate), teams=teams))
    sim._world.set_link("dan-cu", False)
    return sim


@pytest.mark.parametrize(("needs", "named"), [(("ht-tthc",), "ht-tthc"), (("*",), "")])
def test_nobody_reconnects_without_proof(needs: tuple[str, ...], named: str) -> None:
    """Refused at once, with what is missing; accepted once the paper is there, for every team that it concerns."""
    sim = _gated(needs)
    refused = give(sim, IR, Start("reconnect-national", "dan-cu"))
    assert (refused.accepted, refused.code, refused.params["system"]) == (False, "needs-proof", named)
    carry_out(sim, OPS, "prove-clean", "ht-tthc")
    assert carry_out(sim, IR, "reconnect-national", "dan-cu").data["outcome"] == "done"
    assert sim._world.network.is_up("dan-cu")


def test_proof_of_another_system_does_not_do() -> None:
    """The named one is meant."""
    sim = _gated(("ht-tthc",))
    carry_out(sim, OPS, "prove-clean", "sso")
    assert give(sim, OPS, Start("reconnect-national", "dan-cu")).code == "needs-proof"


@pytest.mark.parametrize("where", [("app", "dc"), ()])
def test_those_who_close_too_soon_meet_a_second_wave(where: tuple[str, ...]) -> None:
    """«Kết thúc sự cố» declared while a grip lives, there or anywhere: what waited for that begins."""
    from engine.messages import Declare

    wave = campaign(
        step("again", "encrypt", ("db",)),
        id="second-wave",
        starts_when=Condition("all", of=(Condition("report", ref="over"), Condition("footholds", targets=where))),
    )
    entered = campaign(foothold("app"), starts_ms=-HOUR)
    for cleaned in (False, True):
        sim = run(bench(net=_net(), campaigns=(entered, wave)))
        if cleaned:
            carry_out(sim, OPS, "reimage", "app")
        give(sim, IR, Declare("ordinary"))
        give(sim, IR, Declare("over"))
        sim.advance(sim.clock + HOUR)
        assert ("db" in sim.truth.ruined) != cleaned
