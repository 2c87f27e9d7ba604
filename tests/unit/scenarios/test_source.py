"""YAML read with positions: plain types only, nothing clever, never a crash."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenarios.source import DEEPEST, Node, Source, find


def parse(text: str) -> tuple[Node | None, Source]:
    """A text read as the file f.yaml."""
    source = Source()
    return source.read_bytes(text.encode(), "f.yaml"), source


def plain(text: str) -> object:
    """The value of a text that has no faults."""
    node, source = parse(text)
    assert node is not None
    assert source.found == []
    return node.plain()


def test_only_plain_types() -> None:
    """No Norway problem, no sexagesimals, no dates; keys are always strings."""
    text = "on: no\nyes: 07:20\n1: 2026-03-13\na: true\nb: null\nc: -3\nd: 2.5\ne: '1'\nf:\ng: 0x1f\nh: 1e3\ni: .5"
    assert plain(text) == {
        "on": "no",
        "yes": "07:20",
        "1": "2026-03-13",
        "a": True,
        "b": None,
        "c": -3,
        "d": 2.5,
        "e": "1",
        "f": None,
        "g": "0x1f",
        "h": "1e3",
        "i": 0.5,
    }


def test_texts_are_normalised() -> None:
    """Decomposed Vietnamese becomes NFC, Windows line ends and a byte-order mark vanish."""
    assert plain("\ufeffa: Đô\u0323i\r\nb: |-\r\n  x\r\n  y\r\n") == {"a": "Đội", "b": "x\ny"}


def test_places_of_keys_and_values() -> None:
    """Lines and columns count from 1."""
    root, _ = parse("a:\n  b: [x,\n      {c: d}]\n")
    assert root is not None
    assert find(root, ("a", "b", 1, "c")) == ("f.yaml", 3, 11)
    assert find(root, ("a", "b", 1, "c"), key=True) == ("f.yaml", 3, 8)
    assert find(root, ("a", "b"), key=True) == ("f.yaml", 2, 3)


def test_place_of_what_is_not_there_is_the_nearest_that_is() -> None:
    """A missing key is told at its owner's key; tags of models are skipped; one value may stand for a list."""
    root, _ = parse("a:\n  b: {c: x}\n")
    assert root is not None
    assert find(root, ("a", "b", "missing")) == ("f.yaml", 2, 3)
    assert find(root, ("a", "~tag", "b", "c", 0)) == ("f.yaml", 2, 10)
    assert find(root, ("nowhere", 3)) == ("f.yaml", 1, 1)


def test_deepest_nesting_is_read() -> None:
    """The limit itself is allowed, one more is not."""
    assert parse("a: " + "[" * (DEEPEST - 1) + "]" * (DEEPEST - 1))[1].found == []
    assert parse("a: " + "[" * DEEPEST + "]" * DEEPEST)[1].found[0].code == "DT1110"


def test_alias_bomb_is_refused_at_once() -> None:
    """Nine levels of nine aliases each: reported, never expanded."""
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 10)]
    node, source = parse("\n".join(lines))
    assert node is not None
    assert {item.code for item in source.found} == {"DT1108"}


def test_faults_stop_at_a_limit() -> None:
    """A file of nothing but faults is not told in full."""
    _, source = parse("\n".join(f"a: &x{n} 1" for n in range(1000)))
    assert len(source.found) == 200


def test_folder_is_not_a_file(tmp_path: Path) -> None:
    """What cannot be read is told, not raised."""
    source = Source()
    assert source.read(tmp_path, "x.yaml") is None
    assert [(item.code, item.file, item.line) for item in source.found] == [("DT1101", "x.yaml", 0)]


@pytest.mark.parametrize(
    "text", ["a: 'x", "a: [", "a: {", "a: @x", "a: %", "? ", "a: b: c", "- a\nb: c", "%YAML 9.9\n---\na: 1", "a: `x`", "!<", "&", "*", "}"]
)
def test_bad_syntax_is_one_fault_with_a_place(text: str) -> None:
    """libyaml's complaint at its place."""
    node, source = parse(text)
    assert node is None or source.found
    assert len(source.found) == 1
    assert source.found[0].line >= 1


@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_told(raw: bytes) -> None:
    """Whatever the bytes, there is a tree or a fault, and no exception."""
    source = Source()
    node = source.read_bytes(raw, "f.yaml")
    assert node is not None or source.found


@given(st.text(alphabet=st.sampled_from("abc:{}[]-,?&*!|>'\"%@`#\\ \n\t0.~\u200b\x07"), max_size=120))
def test_any_yaml_like_text_is_read_or_told(text: str) -> None:
    """The same for texts made of YAML's own signs."""
    node, source = parse(text)
    assert node is not None or source.found
    assert all(0 <= item.line <= text.count("\n") + 2 for item in source.found)


LETTERS = st.characters(exclude_categories=["Cs"], exclude_characters="\x85\u2028\u2029")
"""What JSON writes as it is and YAML reads as it is: to YAML 1.1 those three end a line."""
scalars = st.none() | st.booleans() | st.integers(-(10**17), 10**17) | st.text(LETTERS, max_size=20)


@given(
    st.dictionaries(
        st.text("abcdef", min_size=1, max_size=5),
        st.recursive(scalars, lambda inner: st.lists(inner, max_size=3), max_leaves=4),
        max_size=5,
    )
)
def test_what_json_writes_is_read_back(value: dict[str, object]) -> None:
    """JSON is YAML: a dumped tree comes back, texts in NFC."""
    import json
    import unicodedata

    text = json.dumps(value, ensure_ascii=False)
    node, source = parse(text)
    if node is None or source.found:
        assert {item.code for item in source.found} <= {"DT1104", "DT1113"}
        return
    assert json.dumps(node.plain(), ensure_ascii=False) == unicodedata.normalize("NFC", text)
