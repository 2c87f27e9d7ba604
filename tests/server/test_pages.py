"""Pages for browsers: who may see them, what they hold, and that they come from here alone."""

from __future__ import annotations

import http.client
import json
import re
from collections.abc import Iterator
from urllib.parse import urlencode

import pytest

from engine.messages import Note
from tests.samples import PLAYER
from tests.server.halls import PATIENCE_S, Hall, hall


@pytest.fixture
def running() -> Iterator[Hall]:
    """A joint exercise."""
    with hall() as one:
        yield one


def ask(running: Hall, method: str, path: str, cookie: str = "", body: str = "") -> tuple[int, dict[str, str], str]:
    """Status, headers and text."""
    line = http.client.HTTPConnection("127.0.0.1", running.port, timeout=PATIENCE_S)
    headers = {"Content-Type": "application/x-www-form-urlencoded"} | ({"Cookie": cookie} if cookie else {})
    line.request(method, path, body or None, headers)
    answer = line.getresponse()
    text = answer.read().decode()
    line.close()
    return answer.status, {name.lower(): value for name, value in answer.getheaders()}, text


def enter(running: Hall, role: str = "leadership") -> str:
    """The cookie that a code gives."""
    status, headers, _ = ask(running, "POST", "/enter", body=urlencode({"code": running.code("", role)}))
    assert (status, headers["location"]) == (303, "/leadership")
    assert re.search(r"HttpOnly", headers["set-cookie"])
    assert re.search(r"SameSite=strict", headers["set-cookie"], re.IGNORECASE)
    return headers["set-cookie"].partition(";")[0]


def test_nobody_sees_a_page_without_a_code_for_it(running: Hall) -> None:
    """Not even with the code of a seat."""
    for path in ("/leadership", "/wall"):
        assert ask(running, "GET", path)[0] == 303
    assert ask(running, "GET", "/stream/leadership")[0] == 401
    assert ask(running, "POST", "/enter", body=urlencode({"code": "7KM2-9XQT"}))[0] == 403
    assert ask(running, "POST", "/enter", body=urlencode({"code": running.code(PLAYER, "lead")}))[0] == 403
    assert ask(running, "POST", "/enter", body="x" * 5_000)[0] == 413
    assert ask(running, "GET", "/leadership", cookie="dientap_page=abc")[0] == 303


def test_the_door_is_said_in_vietnamese_and_in_english(running: Hall) -> None:
    """And begins and ends with the banner."""
    _, headers, vi = ask(running, "GET", "/")
    assert "Mã của anh/chị" in vi
    assert "Your code" in ask(running, "GET", "/?lang=en")[2]
    shown = re.sub(r"<[^>]+>", "", vi).split()
    assert shown[:2] == shown[-2:] == ["DIỄN", "TẬP"]
    assert "frame-ancestors 'none'" in headers["content-security-policy"]


@pytest.mark.parametrize("path", ["/leadership", "/wall", "/"])
def test_pages_ask_nothing_of_anybody_else(running: Hall, path: str) -> None:
    """Every address on them is the host's own."""
    _, _, text = ask(running, "GET", path, cookie=enter(running))
    assert not re.search(r"""(?:src|href|action)=["'](?:https?:)?//""", text)
    assert "<style" not in text
    assert "style=" not in text
    assert "onclick" not in text


def test_leadership_reads_what_teams_know_and_no_word_more(running: Hall) -> None:
    """No step, no campaign, no score: nothing that no team was told."""
    session = next(iter(running.opened.exercise.drills.values()))
    text = ask(running, "GET", "/leadership", cookie=enter(running))[2]
    for campaign in session.plan.campaigns:
        for step in campaign.steps:
            said = session.plan.texts.get(f"step.{step.id}")
            assert said is None or said.vi not in text
    assert "Dự thảo" in text


def test_an_open_page_is_told_what_changed(running: Hall) -> None:
    """By server-sent events: section by section."""
    cookie = enter(running)
    line = http.client.HTTPConnection("127.0.0.1", running.port, timeout=PATIENCE_S)
    line.request("GET", "/stream/leadership", headers={"Cookie": cookie})
    answer = line.getresponse()
    assert answer.getheader("content-type", "").startswith("text/event-stream")
    with running.control() as control:
        control.steer("start")
        for _ in range(200):
            said = answer.readline().decode()
            if said.startswith("data: ") and "Đang diễn tập" in said:
                break
        else:
            raise AssertionError("the page was never told")
    changed = json.loads(said.removeprefix("data: "))
    assert all(name.split("-")[0] in ("state", "services", "map", "timeline") for name in changed)
    line.close()


def test_what_people_write_is_never_markup(running: Hall) -> None:
    """A hostile name of a group or a seat."""
    drill = next(iter(running.opened.exercise.drills))
    running.opened.exercise.groups[drill] = "<script>alert(1)</script>"
    with running.seat() as lead:
        lead.snapshot()
        lead.do("r", Note("<img src=x onerror=alert(1)>"))
        text = ask(running, "GET", "/leadership", cookie=enter(running))[2]
    assert "<script>alert" not in text
    assert "<img" not in text
    assert "&lt;script&gt;" in text
