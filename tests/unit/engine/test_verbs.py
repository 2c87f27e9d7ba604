"""What the attackers' verbs do, and who hears of it."""

from __future__ import annotations

from engine.plan import Plan
from engine.simulation import Simulation
from engine.world import ENCRYPTED, ISOLATED, NO_POWER, OFF, WIPED
from tests.unit.engine.worlds import (
    HOUR,
    IR,
    MINUTE,
    OPS,
    asset,
    at,
    bench,
    campaign,
    carry_out,
    estate,
    foothold,
    of,
    order,
    run,
    step,
)


def _flags(sim: Simulation, name: str) -> int:
    return sim._world.flags[sim._world.index.asset_of[name]]


def _held(*names: str, starts_ms: int = 0, then: tuple[str, ...] = (), more: tuple[object, ...] = ()) -> Plan:
    """A plan in which these machines are in the attackers' hands after a minute."""
    return bench(campaigns=(campaign(foothold(*names, leaves=("run-key", "implant"), then=then), *more, starts_ms=starts_ms),))  # type: ignore[arg-type]


def test_a_wipe_takes_the_machine_or_what_lies_on_a_store() -> None:
    """A server is wiped; of a log server the traces go, of a backup server the copies."""
    for target, flags, lost in (("app", WIPED, ()), ("logs", 0, ()), ("bk", 0, ("app-new", "app-old"))):
        sim = run(_held(target, then=("wipe",), more=(step("wipe", "wipe", (target,), needs_foothold=(target,)),)), 5 * MINUTE)
        assert (_flags(sim, target), sim.truth.copies_lost) == (flags, lost)
        assert sim.truth.evidence_lost == 5


def test_settling_in_may_be_the_way_in() -> None:
    """Persistence that gives a grip of its own, one that outlives the account it came by."""
    settle = step("settle", "persist", ("app",), needs_account="svc", gives_foothold=True)
    plan = bench(campaigns=(campaign(step("steal", "collect", gives_account=("svc",), then=("settle",)), settle),))
    sim = run(plan, 5 * MINUTE)
    assert sim.truth.footholds == ("app",)
    carry_out(sim, OPS, "lock-account", "svc")
    assert sim.truth.footholds == ("app",)


def test_exposure_counts_people() -> None:
    """Those that the machine holds, or those that the step says; history is not charged."""
    own = run(_held("db", then=("out",), more=(step("out", "exfiltrate", ("db",)),)), 5 * MINUTE)
    said = run(_held("db", then=("out",), more=(step("out", "exfiltrate", ("db",), people=12),)), 5 * MINUTE)
    old = run(_held("db", then=("out",), more=(step("out", "exfiltrate", ("db",)),), starts_ms=-HOUR), 5 * MINUTE)
    assert [sim.truth.people_exposed for sim in (own, said, old)] == [4000, 12, 0]
    assert of(own, "harm-counted")[0].data == {"column": "data", "amount": 4000, "cause": "out"}
    assert of(own, "step-succeeded", step="out")[0].data["people"] == 4000


def test_a_defaced_page_costs_trust() -> None:
    """Everybody sees it."""
    sim = run(_held("app", then=("deface",), more=(step("deface", "deface", ("app",)),)), 5 * MINUTE)
    assert sim.truth.trust_lost == 25


def test_trust_cannot_fall_under_nothing_and_history_costs_none() -> None:
    """A thousand per-mille is all there is; a page defaced last week was priced last week."""
    sim = run(bench())
    for _ in range(3):
        sim._world.lose_trust(400, "test")
    assert sim.truth.trust_lost == 1000
    assert [event.data["amount"] for event in of(sim, "harm-counted")] == [400, 400, 200]
    old = run(_held("app", then=("deface",), more=(step("deface", "deface", ("app",)),), starts_ms=-HOUR), MINUTE)
    assert old.truth.trust_lost == 0


def test_the_operator_sees_its_encrypted_machine_first() -> None:
    """Who runs it within minutes, who leans on it by telephone; a machine restored meanwhile is not reported."""
    ruin = step("ruin", "encrypt", ("app",), needs_foothold=("app",))
    plan = _held("app", then=("ruin",), more=(ruin,))
    sim = run(plan, HOUR)
    first = {
        team: next(e.at for e in sim.view(team).feed if e.kind == "asset-known" and e.data["state"] == "encrypted") for team in (IR, OPS)
    }
    assert 2 * MINUTE < first[OPS] - 2 * MINUTE <= 9 * MINUTE
    assert first[IR] > first[OPS]
    quick = run(plan, 2 * MINUTE + 1)
    order(quick, OPS, "restore-backup", "app-old")
    quick.advance(2 * HOUR)
    assert not any(e.data.get("state") == "encrypted" for team in (IR, OPS) for e in quick.view(team).feed)


def test_power_that_is_gone_is_not_switched_on_by_hand() -> None:
    """A dead supply: reconnecting does nothing."""
    sim = run(bench(), MINUTE)
    sim._world.set_flag(sim._world.index.asset_of["app"], NO_POWER, True)
    assert carry_out(sim, OPS, "reconnect", "app").data["outcome"] == "nothing"
    assert _flags(sim, "app") == NO_POWER


def test_names_of_states() -> None:
    """The gravest of what ails a machine."""
    sim = run(bench(net=estate(assets=(*estate().assets, asset("x", "ttdl-server")))))
    number = sim._world.index.asset_of["x"]
    names = []
    for bit in (ISOLATED, OFF, NO_POWER, ENCRYPTED, WIPED):
        sim._world.set_flag(number, bit, True)
        names.append(sim._world.state_name(number))
    assert names == ["isolated", "off", "no-power", "encrypted", "wiped"]
    assert at(0).op == "at"
