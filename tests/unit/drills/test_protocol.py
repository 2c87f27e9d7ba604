"""The words on the wire: every message survives it, and nothing else is taken for one."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drills.protocol import (
    LARGEST_FRAME,
    LONGEST_REF,
    LONGEST_SAYING,
    PROTOCOL,
    Ack,
    Bye,
    Clock,
    Crew,
    Do,
    Hello,
    Look,
    Malformed,
    Member,
    Notice,
    Overview,
    Patch,
    Point,
    Refused,
    Said,
    Say,
    Snapshot,
    Steer,
    Welcome,
    encoded,
    from_client,
    from_host,
)
from engine.messages import HandOver, Mark, Note, RealIncident, Receipt, Reply, Send, Start

CLOCK = Clock(61_000, "running", speed=10, eased=True)
FROM_CLIENT = (
    Hello(PROTOCOL, code="ABCD-EFGH", name="Nguyễn Thị Hồng", seen=-1),
    Hello(PROTOCOL, token="t" * 43, seen=17, branch="main"),
    Do("r-1", "main", Start("isolate-host", "ttdl-file02", {"oral": 1}, ask=True, why="có mã độc", sure="high")),
    Do("r-2", "main", Mark("a1", "true")),
    Do("r-3", "main", Send(("so-y-te",), "zalo", "đã rõ", ("asset:x",))),
    Do("r-4", "main", HandOver("e1", "cong-an-tinh")),
    Do("r-5", "main", Reply("m1", "r", "tự viết")),
    Do("r-6", "main", Note("ghi chú")),
    Do("r-7", "main", RealIncident()),
    Look(("a1", "a2")),
    Point("asset", "ttdl-file02"),
    Say("s-1", "Ai xem máy này?"),
    Steer("c-1", "speed", "d1", {"speed": 10}),
    Bye(),
)
FROM_HOST = (
    Welcome(PROTOCOL, "ex1", "Diễn tập", "Drill", "d1", "main", "doi-ucsc", "doi-ucsc-2", "analyst", "t", "hash"),
    Refused("code", {"left": 3}),
    Snapshot(0, "main", CLOCK, {"alerts": {"n": 0}}, {"alert.x": {"vi": "Cảnh báo", "en": "Alert"}}),
    Patch(1, "main", replace(CLOCK, now=62_000)),
    Ack("r-1", Receipt(False, "no-staff-ever", {"role": "analyst"})),
    Crew((Member("doi-ucsc-1", "lead", "Hồng", present=True, kind="asset", thing="x"), Member("doi-ucsc-2", "analyst"))),
    Said(3, "doi-ucsc-1", 61_000, "rõ"),
    Notice("broadcast", {}, "Nghỉ mười phút"),
    Overview(4, {"drills": [{"id": "d1"}]}),
)


def _kind(message: object) -> str:
    return type(message).__name__


def _head(frame: str | bytes) -> str:
    return repr(frame[:40])


@pytest.mark.parametrize("message", FROM_CLIENT, ids=_kind)
def test_what_a_client_says_arrives_as_it_was_said(message: Any) -> None:
    assert from_client(encoded(message)) == message


@pytest.mark.parametrize("message", FROM_HOST, ids=_kind)
def test_what_the_host_says_arrives_as_it_was_said(message: Any) -> None:
    assert from_host(encoded(message)) == message


@pytest.mark.parametrize(
    "frame",
    [
        "",
        "null",
        "[]",
        "{}",
        '{"is":"Nothing"}',
        '{"is":"Welcome"}',
        '{"is":"Hello"}',
        '{"is":"Hello","protocol":"1"}',
        '{"is":"Hello","protocol":true}',
        '{"is":"Hello","protocol":NaN}',
        '{"is":"Hello","protocol":1,"more":1}',
        '{"is":"Do","ref":"","branch":"main","command":{"is":"Note","text":"x"}}',
        '{"is":"Do","ref":"a","branch":"main","command":{"is":"Input","at":0}}',
        '{"is":"Do","ref":"a","branch":"main","command":null}',
        '{"is":"Say","ref":"a","text":"\\ud800"}',
        "[" * 20_000,
        b"\xff\xfe",
        json.dumps({"is": "Do", "ref": "x" * (LONGEST_REF + 1), "branch": "main", "command": {"is": "Note", "text": "x"}}),
        json.dumps({"is": "Say", "ref": "a", "text": "x" * (LONGEST_SAYING + 1)}),
        json.dumps({"is": "Say", "ref": "a", "text": "x" * LARGEST_FRAME}),
    ],
    ids=_head,
)
def test_anything_else_is_refused_as_malformed(frame: str | bytes) -> None:
    with pytest.raises(Malformed):
        from_client(frame)


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)


@given(
    st.sampled_from([json.loads(encoded(message)) for message in FROM_CLIENT]),
    st.sampled_from(("is", "ref", "branch", "command", "code", "token", "seen", "alerts", "params", "protocol", "text")),
    _JSON,
)
def test_a_message_with_any_of_its_parts_exchanged_is_read_or_refused_and_never_breaks_the_reader(
    body: dict[str, Any], part: str, value: Any
) -> None:
    try:
        message = from_client(json.dumps({**body, part: value}))
    except Malformed:
        return
    assert from_client(encoded(message)) == message
