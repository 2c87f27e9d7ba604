"""What sensors see and miss, false alarms, and the fields of records."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest

from engine.messages import Mark
from engine.plan import Campaign, Noise, Plan, Sensor, Spread
from engine.world import ENCRYPTED, ISOLATED, NO_POWER, OFF, WIPED
from tests.unit.engine.worlds import HOUR, IR, MINUTE, OPS, bench, campaign, carry_out, estate, fixed, foothold, give, of, run, seen, step


def _many(chance: int, *, works: int = 1000, number: int = 200, target: str = "a-pc1") -> Campaign:
    steps = [step(f"s{n}", "discover", (target,), seen=seen("odd-file", chance), chance=works) for n in range(number)]
    return campaign(*steps, first=tuple(item.id for item in steps))


@pytest.fixture
def every_repeat(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every single sighting through, for tests that count them."""
    monkeypatch.setattr("engine.telemetry.REPEATS_MS", 0)


def test_a_repeat_is_told_once_in_half_an_hour() -> None:
    """Two hundred sightings of one thing on one machine within the hour are an alert or two, not two hundred."""
    sim = run(bench(campaigns=(_many(1000),)), HOUR)
    assert 1 <= len(sim.view(IR).alerts) <= 2


@pytest.mark.usefixtures("every_repeat")
@pytest.mark.parametrize(
    ("chance", "works", "least", "most"), [(1000, 1000, 200, 200), (0, 1000, 0, 0), (300, 1000, 40, 80), (600, 0, 40, 80)]
)
def test_a_step_is_seen_as_often_as_its_chance_says(chance: int, works: int, least: int, most: int) -> None:
    """All, none, about three in ten; a failed attempt shows half as often."""
    sim = run(bench(campaigns=(_many(chance, works=works),)), HOUR)
    assert least <= len(sim.view(IR).alerts) <= most


def test_a_sensor_sees_only_what_it_covers() -> None:
    """No agent on the machine, no alert; the edge covers all."""
    blind = run(bench(campaigns=(_many(1000, target="b-pc1"),)), HOUR)
    assert blind.view(IR).alerts == ()
    edge = run(bench(campaigns=(campaign(step("s", targets=("b-pc1",), seen=seen("odd-traffic"))),)), HOUR)
    assert len(edge.view(OPS).alerts) == 1


def test_an_alert_reaches_the_sensors_teams_after_their_delay() -> None:
    """Two teams, two delays, two ids; nobody else."""
    plan = bench(
        campaigns=(campaign(step("s", seen=seen("odd-file"))),),
        sensors=(Sensor("edr", "edr", ((IR, fixed(2 * MINUTE)), (OPS, fixed(5 * MINUTE)))), bench().sensors[1]),
    )
    sim = run(plan, HOUR)
    assert [(event.at, event.to) for event in of(sim, "alert")] == [(3 * MINUTE, (IR,)), (6 * MINUTE, (OPS,))]
    assert len({event.data["alert"] for event in of(sim, "alert")}) == 2
    assert {event.data["raised"] for event in of(sim, "alert")} == {MINUTE}


def test_an_alert_of_weight_puts_its_machine_under_suspicion() -> None:
    """Severity two and up; the lowest does not."""
    for alert, team, states in (("odd-file", IR, ["suspect"]), ("odd-traffic", OPS, ["suspect"]), ("scan", OPS, [])):
        sim = run(bench(campaigns=(campaign(step("s", seen=seen(alert))),)), HOUR)
        assert [item.state for item in sim.view(team).assets] == states


def _noisy(**more: object) -> Plan:
    return bench(noise=(Noise("scans", "scan", ("app", "db", "spare"), Spread((5 * MINUTE, 10 * MINUTE, 15 * MINUTE))),), **more)  # type: ignore[arg-type]


@pytest.mark.usefixtures("every_repeat")
def test_false_alarms_come_at_their_intervals() -> None:
    """Over six hours about one every ten minutes, on each of the machines, and never before the first minute."""
    sim = run(_noisy(), 6 * HOUR)
    alerts = sim.view(OPS).alerts
    assert 26 <= len(alerts) <= 50
    assert {alert.asset for alert in alerts} == {"app", "db", "spare"}
    gaps = [later.at - earlier.at for earlier, later in pairwise(alerts)]
    assert all(5 * MINUTE <= gap <= 15 * MINUTE for gap in gaps)


@pytest.mark.usefixtures("every_repeat")
def test_false_alarms_are_the_same_whatever_the_attackers_do(seed: int) -> None:
    """Their moments, machines, ids and fields do not hang on the world, not even where real alerts of their kind lie between."""
    noisy = _noisy()
    quiet = run(noisy, 6 * HOUR, seed)
    busy = run(
        replace(
            noisy,
            campaigns=(
                campaign(*(step(f"s{n}", targets=("app",), seen=seen("scan"), then=(f"s{n + 1}",) if n < 9 else ()) for n in range(10))),
            ),
        ),
        6 * HOUR,
        seed,
    )
    own, mixed = ([(e.at, e.data) for e in of(sim, "alert")] for sim in (quiet, busy))
    assert len(mixed) == len(own) + 10
    assert [item for item in mixed if item in own] == own


@pytest.mark.usefixtures("every_repeat")
@pytest.mark.parametrize("ailing", [ISOLATED, OFF, NO_POWER, ENCRYPTED, WIPED])
def test_a_machine_that_does_not_run_raises_no_false_alarm(seed: int, ailing: int) -> None:
    """Silent while it is down, of itself alone; what is told before, beside and after has the ids it would have had."""
    down = (HOUR // 2, 5 * HOUR)  # long enough for some noise to fall on that machine whatever the seed
    whole, sim = run(_noisy(), 6 * HOUR, seed), run(_noisy(), down[0], seed)
    app = sim._world.index.asset_of["app"]
    sim._world.set_flag(app, ailing, True)
    sim.advance(down[1])
    sim._world.set_flag(app, ailing, False)
    sim.advance(6 * HOUR)
    told, without = ({(e.data["raised"], e.data["asset"]): e.data["alert"] for e in of(s, "alert")} for s in (whole, sim))
    silent = {(raised, asset) for raised, asset in told if asset == "app" and down[0] <= raised < down[1]}
    assert silent
    assert without == {key: name for key, name in told.items() if key not in silent}


@pytest.mark.timeout(20)
def test_what_repeats_for_ever_takes_time() -> None:
    """An interval of nothing, in noise or in a beacon, does not stop the clock."""
    talk = step("talk", "beacon", (), on="enter", again_after=fixed(0))
    noise = (Noise("n", "scan", ("app",), fixed(0)),)
    sim = run(bench(noise=noise, campaigns=(campaign(foothold("a-pc1", then=("talk",)), talk),), lasts_ms=5 * MINUTE), HOUR)
    assert sim.over
    assert len(of(sim, "alert")) <= 300


def test_folding_leaves_the_ids_of_the_rest(seed: int) -> None:
    """A false alarm folded into a real alert is not told; those that are told have the ids they would have had."""
    plan = _noisy()
    real = campaign(
        *(step(f"s{n}", targets=("app",), seen=seen("scan"), then=(f"s{n + 1}",) if n < 5 else (), takes=fixed(HOUR)) for n in range(6))
    )
    own, mixed = (
        {(e.at, e.data["asset"]): e.data["alert"] for e in of(run(p, 6 * HOUR, seed), "alert")}
        for p in (plan, replace(plan, campaigns=(real,)))
    )
    both = own.keys() & mixed.keys()
    assert len(both) > 5
    assert all(own[key] == mixed[key] for key in both)


def test_an_alert_stands_for_its_repeats() -> None:
    """A false alarm, and ten minutes later the same for real: who takes the one alert for true is right."""
    noise = (Noise("n", "odd-traffic", ("app",), fixed(10 * MINUTE)),)
    real = campaign(step("s", targets=("app",), seen=seen("odd-traffic"), takes=fixed(15 * MINUTE)))
    for story, wrong in (((), 1), ((real,), 0)):
        sim = run(bench(noise=noise, campaigns=story), 20 * MINUTE)
        (alert,) = sim.view(OPS).alerts
        assert give(sim, OPS, Mark(alert.id, "true")).accepted
        assert len(of(sim, "marked-wrongly")) == wrong


def test_triage_tells_real_from_false_more_often_than_not() -> None:
    """Over many alerts: mostly right, sometimes unclear, now and then wrong."""
    verdicts: dict[bool, list[str]] = {True: [], False: []}
    for number in range(60):
        story = campaign(step("s", targets=("app",), seen=seen("odd-traffic")))
        plan = bench(campaigns=(story,), noise=(Noise("n", "scan", ("db",), fixed(20 * MINUTE)),), lasts_ms=HOUR)
        sim = run(plan, 25 * MINUTE, number)
        for alert in sim.view(OPS).alerts:
            carry_out(sim, OPS, "triage", alert.id)
        for alert in sim.view(OPS).alerts:
            verdicts[alert.kind == "odd-traffic"].append(alert.verdict)
    assert len(verdicts[True]) == len(verdicts[False]) == 60
    assert 36 <= verdicts[True].count("likely-true") <= 56
    assert 32 <= verdicts[False].count("likely-false") <= 52


def test_a_harmless_persons_doing_is_a_false_alarm() -> None:
    """The steps of a benign campaign raise alerts that triage takes for false."""
    harmless = campaign(step("admin", "act", ("app",), seen=seen("odd-traffic")), benign=True)
    wrong = 0
    for number in range(40):
        sim = run(bench(campaigns=(harmless,), lasts_ms=HOUR), 5 * MINUTE, number)
        carry_out(sim, OPS, "triage", sim.view(OPS).alerts[0].id)
        wrong += sim.view(OPS).alerts[0].verdict == "likely-true"
    assert wrong < 12


def test_a_records_fields_are_filled_for_machine_and_moment() -> None:
    """Names as officers see them, the drill's indicator value, a process number; no brace is left."""
    sim = run(bench(campaigns=(campaign(foothold("a-pc1", seen=seen("odd-traffic"), leaves=("run-key",))),)), HOUR)
    fields = sim.view(OPS).alerts[0].record["fields"]
    assert fields["host"] == fields["from"] == "A-PC1"
    assert fields["c2"] in ("cap-nhat.example", "tai-lieu.example")
    assert fields["c2"] == sim.view(OPS).indicators[0].value
    assert 1000 <= int(fields["pid"]) < 31000


def test_every_value_a_template_may_name_is_known() -> None:
    """Host, address, account, user, source, its address, the time, a process number: all filled."""
    names = ("host", "address", "account", "user", "source", "source_address", "time", "pid")
    base = bench()
    line = replace(base.alerts[2].record, fields=tuple((name, "{" + name + "}") for name in names))
    net = estate()
    net = replace(net, assets=tuple(replace(item, address=f"10.0.0.{n}") for n, item in enumerate(net.assets)))
    login = step("login", "login", ("app",), needs_account="svc", seen=seen("scan"))
    story = campaign(foothold("spare", gives_account=("svc",), then=("login",)), login)
    sim = run(bench(net=net, campaigns=(story,), alerts=(*base.alerts[:2], replace(base.alerts[2], record=line))), HOUR)
    fields = sim.view(OPS).alerts[0].record["fields"]
    assert fields | {"pid": ""} == {
        "host": "APP",
        "address": "10.0.0.3",
        "account": "svc-backup",
        "user": "svc-backup",
        "source": "SPARE",
        "source_address": "10.0.0.5",
        "time": "2026-03-13T07:22:00+07:00",
        "pid": "",
    }


def test_the_same_indicator_has_one_value_in_a_drill_and_another_in_the_next() -> None:
    """Chosen once per drill."""
    values = set()
    for number in range(20):
        sim = run(bench(), seed=number)
        values.add(sim._world.value("c2"))
        assert sim._world.value("c2") == sim._world.value("c2")
    assert values == {"cap-nhat.example", "tai-lieu.example"}
