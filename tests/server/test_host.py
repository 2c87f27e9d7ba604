"""A host with real sockets: who gets in, what they are told, what becomes of what they do."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from websockets.exceptions import ConnectionClosed

from drills.protocol import (
    BAD_CODE,
    FORBIDDEN,
    MALFORMED,
    PLAN_PATH,
    PROTOCOL,
    SEAT_PATH,
    WRONG_VERSION,
    Ack,
    Crew,
    Do,
    Hello,
    Notice,
    Overview,
    Patch,
    Said,
    Say,
    Steer,
    encoded,
)
from drills.store import open_store
from engine.codec import canonical, plain
from engine.messages import Note, RealIncident, Start
from tests.samples import OPERATOR, PLAYER
from tests.server.halls import Client, Hall, hall, hall_again


@pytest.fixture
def running() -> Iterator[Hall]:
    """A joint exercise."""
    with hall() as one:
        yield one


def closed(client: Client) -> int:
    """The code with which the host shuts the line."""
    shut = client.rest()
    assert shut is not None
    return shut.code


def test_a_code_gets_a_seat_a_plan_and_the_teams_picture(running: Hall) -> None:
    """The seat is the team's first; the plan that it fetches is what the welcome names."""
    with running.seat() as lead:
        assert lead.welcome is not None
        assert (lead.welcome.team, lead.welcome.seat, lead.welcome.role) == (PLAYER, f"{PLAYER}-1", "lead")
        assert lead.snapshot().team == PLAYER
        assert lead.plan()["network"]
        crew = lead.until(lambda message: isinstance(message, Crew))
        assert isinstance(crew, Crew)
        assert [(member.seat, member.name, member.present) for member in crew.members] == [(f"{PLAYER}-1", "Hồng", True)]


def test_the_clock_is_controls(running: Hall) -> None:
    """Nothing moves until control starts the drill; a seat's word about the clock is refused."""
    with running.seat() as lead, running.control() as control:
        assert lead.snapshot().now == 0
        lead.socket.send(encoded(Steer("x", "start")))
        lead.until(lambda message: isinstance(message, Ack))
        assert lead.acks["x"].receipt.code == "role-control"
        assert control.steer("speed", speed=60).receipt.accepted
        assert control.steer("start").receipt.accepted
        patch = lead.until(lambda message: isinstance(message, Patch) and message.clock.phase == "running" and message.clock.now > 60_000)
        assert isinstance(patch, Patch)
        assert patch.clock.now % 1_000 == 0
        control.steer("pause")
        lead.until(lambda message: isinstance(message, Patch) and message.clock.phase == "paused")


def test_a_command_is_done_once_however_often_it_is_sent(running: Hall) -> None:
    """Under one reference: the same answer, one record."""
    with running.seat() as lead:
        lead.snapshot()
        first = lead.do("r-1", Note("một"))
        assert first.receipt.accepted
        assert lead.do("r-1", Note("một")) == first
        session = next(iter(running.opened.exercise.drills.values()))
        assert [item.command for item in session.inputs if item.seat == f"{PLAYER}-1"] == [Note("một")]


def test_whoever_comes_back_by_token_has_the_same_seat_and_what_he_missed(running: Hall) -> None:
    """Patches from where he was; the whole picture if he says nothing."""
    with running.seat() as lead:
        lead.snapshot()
        lead.do("r-1", Note("một"))
        lead.until(lambda message: isinstance(message, Patch))
        welcome, seq = lead.welcome, lead.seq
    assert welcome is not None
    with Client(running, Hello(PROTOCOL, token=welcome.token, seen=seq, branch="main")) as back:
        assert back.welcome is not None
        assert back.welcome.seat == welcome.seat
        back.seq, back.view = seq, lead.view
        back.do("r-2", Note("hai"))
        assert not any(json.loads(frame)["is"] == "Snapshot" for frame in back.frames)
    with Client(running, Hello(PROTOCOL, token=welcome.token)) as again:
        assert again.snapshot().feed


def test_roles_and_plans_are_kept_apart(running: Hall) -> None:
    """An observer only notes; a command in another's place is not thinkable; no token, no plan."""
    with running.seat(role="observer") as watcher:
        watcher.snapshot()
        assert watcher.do("r-1", Start("isolate", "x")).receipt.code == "role-observer"
        assert watcher.do("r-2", Note("thấy rõ")).receipt.accepted
        assert watcher.do("r-3", Note("x"), branch="khac").receipt.code == "branch-left"
    assert running.get(PLAN_PATH)[0] == 401
    assert running.get(PLAN_PATH, "x" * 43)[0] == 401
    status, headers, body = running.get("/truth")
    assert (status, "server" in {name.lower() for name in headers}) == (404, False)
    assert "default-src 'none'" in headers["content-security-policy"]
    assert b"Traceback" not in body


@pytest.mark.parametrize(
    ("hello", "code"),
    [
        (Hello(PROTOCOL + 1, code="7KM2-9XQT"), WRONG_VERSION),
        (Hello(PROTOCOL, code="7KM2-9XQT"), BAD_CODE),
        (Hello(PROTOCOL, code="x"), BAD_CODE),
        (Hello(PROTOCOL, token="y" * 43), BAD_CODE),
        (Hello(PROTOCOL), BAD_CODE),
    ],
)
def test_whoever_has_no_right_is_told_why_and_shut_out(running: Hall, hello: Hello, code: int) -> None:
    """One word, then the line is closed."""
    with Client(running, hello) as stranger:
        assert stranger.refused is not None
        assert closed(stranger) == code


def test_guessing_codes_locks_the_door(running: Hall) -> None:
    """After ten wrong codes even a right one has to wait."""
    for _ in range(10):
        with Client(running, Hello(PROTOCOL, code="7KM2-9XQT")) as stranger:
            assert stranger.refused is not None
    with Client(running, Hello(PROTOCOL, code=running.code(PLAYER, "lead"))) as late:
        assert late.refused is not None
        assert late.refused.code == "code-locked"


@pytest.mark.parametrize("frame", ["", "{}", "[" * 5_000, '{"is":"Bye"}', '{"is":"Do"}', "x" * 70_000])
def test_a_line_that_begins_with_nonsense_is_shut(running: Hall, frame: str) -> None:
    """And the next one is served as if nothing had been."""
    with Client(running, None) as stranger:
        stranger.socket.send(frame)
        assert closed(stranger) in (MALFORMED, 1009)
    with running.seat() as lead:
        assert lead.snapshot().team == PLAYER


def test_control_door_and_seat_door_take_only_their_own(running: Hall) -> None:
    """A seat's code opens no control, control's code no seat."""
    with Client(running, Hello(PROTOCOL, code=running.code(PLAYER, "lead")), "/control") as lead:
        assert closed(lead) == FORBIDDEN
    with Client(running, Hello(PROTOCOL, code=running.code("", "control")), SEAT_PATH) as control:
        assert closed(control) == FORBIDDEN


def test_a_flooding_seat_is_shut_and_the_others_go_on(running: Hall) -> None:
    """Too many frames a second."""
    with running.seat() as flood, running.seat(OPERATOR) as other:
        other.snapshot()
        for number in range(400):
            try:
                flood.socket.send(encoded(Say(f"s{number}", "x")))
            except ConnectionClosed:
                break
        assert closed(flood) == 4429
        assert other.do("r-1", Note("vẫn chạy")).receipt.accepted


def test_a_team_chats_among_itself(running: Hall) -> None:
    """Only the team hears it, once, without what a terminal would obey; whoever comes later reads it."""
    with running.seat() as lead, running.seat(role="analyst") as analyst, running.seat(OPERATOR) as other:
        for one in (lead, analyst, other):
            one.snapshot()
        for _ in range(2):
            lead.socket.send(encoded(Say("s-1", "\x1b[2JAi xem máy này?")))
        said = analyst.until(lambda message: isinstance(message, Said))
        assert isinstance(said, Said)
        assert said.text == "[2JAi xem máy này?"
        other.do("r-1", Note("x"))
        analyst.do("r-1", Note("x"))
        assert not any('"is":"Said"' in frame for frame in other.frames)
        assert sum('"is":"Said"' in frame for frame in analyst.frames) == 1
    with running.seat(role="analyst") as late:
        late.until(lambda message: isinstance(message, Said))


def test_what_one_team_does_shows_nowhere_in_what_another_is_sent(running: Hall) -> None:
    """Two-world test on the wire: the same frames, whether the other team works or not."""

    def pictures(*, works: bool) -> tuple[str, bytes]:
        """The first frame with a picture, and the picture in the end."""
        with hall() as one, one.seat(OPERATOR) as quiet, one.seat() as busy, one.control() as control:
            busy.snapshot()
            quiet.snapshot()
            first = next(frame for frame in quiet.frames if '"is":"Snapshot"' in frame)
            for number in range(5 if works else 0):
                assert busy.do(f"r-{number}", Note("x" * number + "!")).receipt.accepted
            control.steer("skip", to=60_000)
            quiet.until(lambda message: isinstance(message, Patch) and message.clock.now >= 60_000 and message.clock.phase == "paused")
            assert quiet.view is not None
            return first, canonical(plain(quiet.view))

    assert pictures(works=False) == pictures(works=True)


def test_a_real_incident_freezes_the_drill_and_control_sees_it(running: Hall) -> None:
    """From any seat."""
    with running.seat(role="observer") as watcher, running.control() as control:
        watcher.snapshot()
        assert watcher.do("r-1", RealIncident()).receipt.accepted
        watcher.until(lambda message: isinstance(message, Patch) and message.clock.phase == "frozen")
        seen = control.until(lambda message: isinstance(message, Overview) and message.body["drills"][0]["phase"] == "frozen")
        assert isinstance(seen, Overview)
        assert seen.body["drills"][0]["why"] == "real-incident"


def test_control_speaks_to_all_puts_bots_in_and_fires_what_waits(running: Hall) -> None:
    """Words of control, and those that make no sense are refused."""
    with running.seat() as lead, running.control() as control:
        lead.snapshot()
        control.steer("say", text="Nghỉ mười phút")
        notice = lead.until(lambda message: isinstance(message, Notice))
        assert isinstance(notice, Notice)
        assert notice.text == "Nghỉ mười phút"
        drill = next(iter(running.opened.exercise.drills))
        assert running.opened.exercise.drills[drill].bots == {OPERATOR: "trained"}
        assert control.steer("bots", drill, team=PLAYER, level="expert").receipt.accepted
        assert running.opened.exercise.drills[drill].bots == {OPERATOR: "trained", PLAYER: "expert"}
        for what, params in (
            ("speed", {"speed": 0}),
            ("skip", {"to": -1}),
            ("fire", {"inject": "không có"}),
            ("fly", {}),
            ("bots", {"team": "x"}),
        ):
            assert not control.steer(what, drill, **params).receipt.accepted
        assert control.steer("pause", "không có").receipt.code == "no-such-drill"


def test_parallel_groups_have_worlds_of_their_own() -> None:
    """The same draws, other people."""
    with hall(mode="parallel") as running, running.seat() as one, running.seat(group="B") as two:
        assert one.welcome is not None
        assert two.welcome is not None
        assert one.welcome.drill != two.welcome.drill
        one.snapshot()
        two.snapshot()
        one.do("r-1", Note("chỉ ở đây"))
        assert [len(session.inputs) for session in running.opened.exercise.drills.values()] == [1, 0]


def test_malformed_words_of_a_seat_shut_its_line_only(running: Hall) -> None:
    """After it was let in, too."""
    with running.seat() as lead, running.seat(role="analyst") as analyst:
        lead.snapshot()
        analyst.snapshot()
        lead.socket.send(encoded(Do("r", "main", Note("x"))).replace('"text"', '"txet"'))
        assert closed(lead) == MALFORMED
        assert analyst.do("r-1", Note("x")).receipt.accepted


def test_a_host_that_comes_back_knows_everybody_and_everything(tmp_path: Path) -> None:
    """Seats by their tokens, names, codes, bots, the picture, and what was asked already."""
    first = open_store(tmp_path)
    with hall(first) as before, before.seat() as lead, before.control() as control:
        lead.snapshot()
        drill = next(iter(before.opened.exercise.drills))
        control.steer("bots", drill, team=OPERATOR, level="expert")
        done = lead.do("r-1", Note("đã rõ"))
        assert lead.welcome is not None
        token = lead.welcome.token
    first.close()
    second = open_store(tmp_path)
    with hall_again(second, before) as after:
        session = after.opened.exercise.drills[drill]
        assert (session.phase, session.bots) == ("paused", {OPERATOR: "expert"})
        with Client(after, Hello(PROTOCOL, token=token)) as back, after.seat(role="analyst") as analyst:
            assert back.welcome is not None
            assert (back.welcome.seat, back.welcome.role) == (f"{PLAYER}-1", "lead")
            assert any(event.kind == "note" for event in back.snapshot().feed)
            assert back.do("r-1", Note("đã rõ")) == done
            assert [item.command for item in session.inputs if item.seat == f"{PLAYER}-1"] == [Note("đã rõ")]
            crew = analyst.until(lambda message: isinstance(message, Crew))
            assert isinstance(crew, Crew)
            assert crew.members[0].name == "Hồng"
        logged = [line.what for line in second.audit(after.opened.exercise.id)]
        assert logged[:2] == ["joined", "joined"]
        assert "bots" in logged
    second.close()
