"""What every action does when it takes hold, seen from the truth and from the team's view."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from engine.effects import Effects
from engine.plan import Condition, Effect, Milestone, Plan
from engine.simulation import Simulation
from engine.world import ENCRYPTED, ISOLATED, OFF
from tests.unit.engine.worlds import (
    ACTION_TARGETS,
    HOUR,
    IR,
    MINUTE,
    OPS,
    action,
    bench,
    campaign,
    carry_out,
    estate,
    fixed,
    foothold,
    of,
    run,
    seen,
    step,
)


def _outcome(sim: Simulation, team: str, verb: str, target: str = "", **params: Any) -> tuple[str, dict[str, object]]:
    ended = carry_out(sim, team, verb, target, **params)
    return ended.data["outcome"], ended.data["params"]


def _state(sim: Simulation, name: str, team: str = IR) -> str:
    return next((item.state for item in sim.view(team).assets if item.id == name), "")


def _flags(sim: Simulation, name: str) -> int:
    return sim._world.flags[sim._world.index.asset_of[name]]


def _held(*names: str, starts_ms: int = 0, then: tuple[str, ...] = (), more: tuple[object, ...] = ()) -> Plan:
    """A plan in which these machines are in the attackers' hands after a minute."""
    return bench(campaigns=(campaign(foothold(*names, leaves=("run-key", "implant"), then=then), *more, starts_ms=starts_ms),))  # type: ignore[arg-type]


def test_the_bench_has_an_action_for_every_verb() -> None:
    """No verb of the engine goes untried here."""
    sim = run(bench())
    assert isinstance(sim._effects, Effects)
    assert sim._effects.verbs - sim._effects._applied.verbs == set(ACTION_TARGETS)


# --- hosts


def test_isolation_and_its_end() -> None:
    """Off the network, then back; both known; twice is nothing."""
    sim = run(bench())
    assert _outcome(sim, IR, "isolate", "app") == ("done", {})
    assert (_flags(sim, "app"), _state(sim, "app")) == (ISOLATED, "isolated")
    assert _outcome(sim, IR, "isolate", "app") == ("nothing", {"reason": "already-so"})
    assert _outcome(sim, IR, "reconnect", "app") == ("done", {})
    assert (_flags(sim, "app"), _state(sim, "app")) == (0, "restored")
    assert _outcome(sim, IR, "reconnect", "app") == ("nothing", {"reason": "already-so"})


@pytest.mark.parametrize(
    ("verb", "target", "kind"),
    [("isolate", "a-pc1", "isolated-wrongly"), ("power-off", "a-pc1", "isolated-wrongly"), ("cut-link", "xa-a", "cut-wrongly")],
)
def test_a_containment_that_hit_nobody_is_counted(verb: str, target: str, kind: str) -> None:
    """Against a harmless machine it is wrong; against a held one it is not; only control sees which."""
    harmless, held = run(bench(), 2 * MINUTE), run(_held("a-pc1"), 2 * MINUTE)
    for sim in (harmless, held):
        carry_out(sim, OPS, verb, target)
    assert [event.to for event in of(harmless, kind)] == [()]
    assert of(held, kind) == []


def test_power_off_kills_what_is_in_memory_alone() -> None:
    """The volatile trace is gone and counted as lost evidence; the one on disk remains."""
    sim = run(_held("a-pc1"), 2 * MINUTE)
    carry_out(sim, IR, "power-off", "a-pc1")
    assert (_flags(sim, "a-pc1"), _state(sim, "a-pc1")) == (OFF, "off")
    assert [event.data["artefact"] for event in of(sim, "artefact-lost")] == ["implant"]
    assert sim.truth.evidence_lost == 2
    carry_out(sim, IR, "reconnect", "a-pc1")
    assert _outcome(sim, IR, "read-memory", "a-pc1")[0] == "nothing"
    assert _outcome(sim, IR, "read-disk", "a-pc1")[0] == "done"


def test_a_machine_that_is_off_cannot_be_read() -> None:
    """The reading fails, in words."""
    sim = run(bench())
    carry_out(sim, IR, "power-off", "a-pc1")
    assert _outcome(sim, IR, "read-disk", "a-pc1") == ("failed", {"reason": "off"})


def test_reimaging_ends_the_grip_and_the_evidence() -> None:
    """A clean machine without its traces, without its weakness."""
    sim = run(_held("a-pc1"), 2 * MINUTE)
    carry_out(sim, IR, "reimage", "a-pc1")
    assert sim.truth.footholds == ()
    assert sim.truth.evidence_lost == 5
    assert _state(sim, "a-pc1") == "restored"
    assert of(sim, "foothold-lost")[0].data["reason"] == "reimaged"


def test_sealed_evidence_survives() -> None:
    """Imaged before the reinstall, nothing is lost."""
    sim = run(_held("a-pc1"), 2 * MINUTE)
    assert _outcome(sim, IR, "preserve-evidence", "a-pc1") == ("done", {"count": 2})
    carry_out(sim, IR, "reimage", "a-pc1")
    assert sim.truth.evidence_lost == 0


def test_evidence_that_was_read_is_not_lost_but_cannot_be_read_again() -> None:
    """The reader has it; the machine has not."""
    sim = run(_held("a-pc1"), 2 * MINUTE)
    carry_out(sim, IR, "read-memory", "a-pc1")
    carry_out(sim, IR, "power-off", "a-pc1")
    assert sim.truth.evidence_lost == 0
    carry_out(sim, IR, "reconnect", "a-pc1")
    assert _outcome(sim, OPS, "read-memory", "a-pc1")[0] == "nothing"


def test_thorough_cleaning_works_and_blind_cleaning_may_not() -> None:
    """With every trace read the grip ends; without, in some of forty drills it stays although the team believes otherwise."""
    sim = run(_held("a-pc1"), 2 * MINUTE)
    for verb in ("read-disk", "read-memory"):
        carry_out(sim, IR, verb, "a-pc1")
    assert _outcome(sim, IR, "remove-persistence", "a-pc1") == ("done", {})
    assert sim.truth.footholds == ()
    blind = [run(_held("a-pc1"), 2 * MINUTE, number) for number in range(40)]
    for one in blind:
        assert _outcome(one, IR, "remove-persistence", "a-pc1") == ("done", {})
        assert _state(one, "a-pc1") == "clean"
    assert 8 < sum(bool(one.truth.footholds) for one in blind) < 34


def test_cleaning_does_not_tell_whether_there_was_anything() -> None:
    """On a clean machine it ends as on a held one: only reading tells who was there."""
    assert _outcome(run(bench()), IR, "remove-persistence", "a-pc1") == ("done", {})


def test_a_third_public_word_of_a_kind_changes_no_mind() -> None:
    """Trust is not for sale: the second statement is worth less, the third nothing."""
    sim = run(bench())
    sim._world.people_exposed = 1
    sim._world.trust_lost = 500
    lost = []
    for _ in range(4):
        carry_out(sim, IR, "statement")
        lost.append(sim.truth.trust_lost)
    assert lost[0] < 500
    assert lost[0] - lost[1] < 500 - lost[0]
    assert lost[1] == lost[2] == lost[3]


def test_reconnecting_an_encrypted_machine_does_not_heal_it() -> None:
    """It is back on the network, and still encrypted, and the team sees that."""
    ruin = step("ruin", "encrypt", ("a-pc1",), needs_foothold=("a-pc1",))
    sim = run(_held("a-pc1", then=("ruin",), more=(ruin,)), 5 * MINUTE)
    carry_out(sim, IR, "isolate", "a-pc1")
    carry_out(sim, IR, "reconnect", "a-pc1")
    assert _flags(sim, "a-pc1") == ENCRYPTED
    assert _state(sim, "a-pc1") == "encrypted"


# --- lines


def test_cutting_and_restoring_a_line() -> None:
    """The commune's own line to the province, seen by the team that did it, with what is left to the site."""
    sim = run(bench())
    assert _outcome(sim, OPS, "cut-link", "xa-a")[0] == "done"
    assert sim.view(OPS).cut == ("tslcd-xa-a",)
    assert sim.view(OPS).sites[0].planes == ("internet",)
    assert sim.view(IR).cut == ()
    assert _outcome(sim, OPS, "cut-link", "xa-a") == ("nothing", {"reason": "already-so"})
    assert _outcome(sim, OPS, "restore-link", "xa-a")[0] == "done"
    assert sim.view(OPS).cut == ()
    assert sim.view(OPS).sites[0].planes == ("tslcd", "internet")
    assert _outcome(sim, OPS, "restore-link", "xa-a") == ("nothing", {"reason": "already-so"})


def test_cutting_the_centre_off_is_told_for_every_site() -> None:
    """All lines of the data centre at once: each commune is noticed, each is judged."""
    sim = run(_held("a-pc1"), 2 * MINUTE)
    carry_out(sim, OPS, "cut-link", "ttdl")
    assert {item.id for item in sim.view(OPS).sites} == {"xa-a", "xa-b"}
    assert [event.data["site"] for event in of(sim, "cut-wrongly")] == ["xa-b"]


# --- indicators and accounts


def _told(sim: Simulation, *names: str) -> Simulation:
    sim._world.emit("learnt", (IR,), {"indicators": {name: sim._world.value(name) for name in names}, "source": "test"})
    return sim


def test_blocking_and_unblocking() -> None:
    """Known to the team that did it; twice is nothing."""
    sim = _told(run(bench()), "c2")
    assert _outcome(sim, IR, "block-indicator", "c2") == ("done", {})
    assert [item.blocked for item in sim.view(IR).indicators] == [True]
    assert _outcome(sim, IR, "block-indicator", "c2") == ("nothing", {"reason": "already-so"})
    assert _outcome(sim, IR, "quarantine-mail", "c2") == ("done", {})
    assert _outcome(sim, IR, "unblock-indicator", "c2") == ("done", {})
    assert [item.blocked for item in sim.view(IR).indicators] == [False]
    assert _outcome(sim, IR, "unblock-indicator", "c2") == ("nothing", {"reason": "already-so"})


def _came_by(account: str, **more: object) -> Plan:
    steal = step("steal", "collect", gives_account=(account,), then=("login",))
    return bench(
        campaigns=(
            campaign(
                steal,
                step("login", "login", ("app",), needs_account=account, gives_foothold=True, then=("stay",), **more),
                step("stay", "discover"),
            ),
        )
    )


@pytest.mark.parametrize(("verb", "target"), [("lock-account", "svc"), ("reset-account", "svc")])
def test_a_session_ends_with_its_account(verb: str, target: str) -> None:
    """Whoever came in by it is out."""
    sim = run(_came_by("svc"), 3 * MINUTE)
    assert list(sim.truth.footholds) == ["app"]
    carry_out(sim, OPS, verb, target)
    assert list(sim.truth.footholds) == []


def test_who_has_settled_in_stays() -> None:
    """Persistence outlives the account."""
    plan = bench(
        campaigns=(
            campaign(
                step("steal", "collect", gives_account=("svc",), then=("login",)),
                step("login", "login", ("app",), needs_account="svc", gives_foothold=True, then=("stay",)),
                step("stay", "persist", (), on="login"),
            ),
        )
    )
    sim = run(plan, 4 * MINUTE)
    carry_out(sim, OPS, "lock-account", "svc")
    assert sim.truth.footholds == ("app",)


def test_a_reset_takes_the_account_back_a_lock_does_not() -> None:
    """Unlocked later, a password that was only locked is still theirs."""
    locked, reset = run(_came_by("svc"), 3 * MINUTE), run(_came_by("svc"), 3 * MINUTE)
    carry_out(locked, OPS, "lock-account", "svc")
    assert _outcome(locked, OPS, "lock-account", "svc") == ("nothing", {"reason": "already-so"})
    carry_out(locked, OPS, "unlock-account", "svc")
    assert _outcome(locked, OPS, "unlock-account", "svc") == ("nothing", {"reason": "already-so"})
    carry_out(reset, OPS, "reset-account", "svc")
    assert locked.truth.stolen_accounts == ("svc",)
    assert reset.truth.stolen_accounts == ()


def test_vendors_are_locked_out_together() -> None:
    """All vendor accounts, and no other; the second time there is nothing to do."""
    sim = run(bench())
    assert _outcome(sim, OPS, "revoke-vendor")[0] == "done"
    assert sim.view(OPS).locked == ("vendor",)
    assert _outcome(sim, OPS, "revoke-vendor") == ("nothing", {"reason": "already-so"})


# --- copies


def test_copies_are_checked_against_the_day_the_attackers_came() -> None:
    """In since two hours before the drill: the copy of an hour ago holds them, those of days ago do not."""
    sim = run(_held("app", starts_ms=-2 * HOUR))
    verdicts = {}
    for copy in ("app-new", "app-old", "app-tape"):
        carry_out(sim, OPS, "check-backup", copy)
        verdicts[copy] = sim.view(OPS).backups[-1].verdict
    assert verdicts == {"app-new": "infected", "app-old": "clean", "app-tape": "clean"}


@pytest.mark.parametrize(("copy", "back"), [("app-new", ("app",)), ("app-old", ())])
def test_an_infected_copy_brings_them_back(copy: str, back: tuple[str, ...]) -> None:
    """Even onto a machine that had been cleaned."""
    sim = run(_held("app", starts_ms=-2 * HOUR))
    for verb in ("read-disk", "read-memory", "remove-persistence"):
        carry_out(sim, OPS, verb, "app")
    assert sim.truth.footholds == ()
    assert _outcome(sim, OPS, "restore-backup", copy)[0] == "done"
    assert sim.truth.footholds == back


def test_copies_on_an_encrypted_store_are_gone_unless_they_were_taken_away() -> None:
    """The disk copies die with their server; the tape does not; protected in time, none does."""
    ruin = step("ruin", "encrypt", ("bk",), needs_foothold=("bk",), takes=fixed(30 * MINUTE))
    bare, kept = run(_held("bk", then=("ruin",), more=(ruin,))), run(_held("bk", then=("ruin",), more=(ruin,)))
    assert _outcome(kept, OPS, "protect-backups") == ("done", {"count": 2})
    assert _outcome(kept, OPS, "protect-backups") == ("nothing", {"reason": "already-so"})
    for sim in (bare, kept):
        sim.advance(HOUR)
    assert bare.truth.copies_lost == ("app-new", "app-old")
    assert kept.truth.copies_lost == ()
    assert _outcome(bare, OPS, "check-backup", "app-old") == ("done", {"verdict": "unreadable"})
    assert _outcome(bare, OPS, "restore-backup", "app-old") == ("failed", {"reason": "no-copy"})
    assert _outcome(bare, OPS, "restore-backup", "app-tape")[0] == "done"


def test_restoring_brings_the_machine_and_its_service_back() -> None:
    """Encrypted, restored: up again, with what was entered since the copy lost."""
    ruin = step("ruin", "encrypt", ("app",), needs_foothold=("app",))
    sim = run(_held("app", then=("ruin",), more=(ruin,)), 5 * MINUTE)
    assert sim.truth.service_levels["tthc"] == 0
    ended = carry_out(sim, OPS, "restore-backup", "app-old")
    assert ended.data["params"] == {"asset": "app", "length": 48 * HOUR + ended.at}
    assert sim.truth.service_levels["tthc"] == 1000
    assert sim.truth.footholds == ()
    assert _state(sim, "app", OPS) == "restored"


@pytest.mark.parametrize(
    ("named", "outcome"), [("app-old", "done"), ("app-tape", "done"), ("db-old", "failed"), ("nothing", "failed"), ("", "done")]
)
def test_a_named_copy_must_be_the_machines_own(named: str, outcome: str) -> None:
    """An action aimed at a machine takes the copy it names, or the newest; never another machine's."""
    net = estate()
    net = replace(net, backups=(*net.backups, replace(net.backups[0], id="db-old", asset="db")))
    plan = bench(net=net)
    actions = tuple(replace(item, target="asset") if item.id == "restore-backup" else item for item in plan.actions)
    sim = run(replace(plan, actions=actions))
    assert carry_out(sim, OPS, "restore-backup", "app", backup=named).data["outcome"] == outcome
    assert not of(sim, "asset-restored", asset="db")


# --- people and papers


def test_help_arrives() -> None:
    """Two more analysts."""
    sim = run(bench())
    carry_out(sim, IR, "call-help")
    assert (sim.view(IR).staff[0].total, sim.view(IR).staff[0].free) == (4, 4)


def test_sensors_turned_up_see_more(monkeypatch: pytest.MonkeyPatch) -> None:
    """A site's sensors hardened: of two hundred faint traces clearly more are seen there."""
    monkeypatch.setattr("engine.telemetry.REPEATS_MS", 0)
    seen_by: dict[str, int] = {}
    for site in ("", "xa-a"):
        names = tuple(f"s{n}" for n in range(200))
        steps = [step(name, "discover", ("a-pc1",), takes=fixed(30 * MINUTE), seen=seen("odd-file", 400)) for name in names]
        sim = run(bench(campaigns=(campaign(*steps, first=names),)))
        if site:
            carry_out(sim, IR, "harden-edr", site)
        sim.advance(HOUR)
        seen_by[site] = len(sim.view(IR).alerts)
    assert seen_by["xa-a"] > seen_by[""] + 10


@pytest.mark.parametrize(("known", "change"), [(False, 15), (True, -30)])
def test_speaking_helps_once_people_feel_it(known: bool, change: int) -> None:
    """A statement about nothing alarms people; one about what they feel calms them."""
    sim = run(bench())
    sim._world.lose_trust(100, "test")
    if known:
        carry_out(sim, OPS, "power-off", "app")
    carry_out(sim, IR, "statement")
    assert sim.truth.trust_lost == 100 + change


def test_trust_never_rises_above_where_it_began() -> None:
    """Words cannot win what was not lost."""
    sim = run(bench())
    carry_out(sim, OPS, "power-off", "app")
    carry_out(sim, IR, "statement")
    assert sim.truth.trust_lost == 0
    assert not of(sim, "harm-counted", column="information")


@pytest.mark.parametrize("verb", ["convene", "statement", "warn-public", "brief-communes", "ask-direction"])
def test_what_was_organised_is_known(verb: str) -> None:
    """Meetings, statements and warnings are facts for what follows."""
    sim = run(bench(milestones=(Milestone("m", Condition("knows", ref=f"organised:{verb}", team=IR)),)))
    carry_out(sim, IR, verb)
    assert f"organised:{verb}" in sim.view(IR).facts
    assert of(sim, "milestone")


def test_several_effects_of_one_action() -> None:
    """Done if any was done; what each has to say is said."""
    both = action("isolate", effects=(Effect("isolate"), Effect("remove-persistence"), Effect("preserve-evidence")))
    plan = bench()
    sim = run(replace(plan, actions=tuple(both if item.id == "isolate" else item for item in plan.actions)))
    assert _outcome(sim, IR, "isolate", "a-pc1") == ("done", {"count": 0})
