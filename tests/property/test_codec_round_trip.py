"""Whatever is written comes back, and equal values have equal bytes."""

from __future__ import annotations

import json
import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from engine.codec import canonical, plain, read, recordable, tagged
from engine.errors import InvalidInput
from engine.messages import Cancel, Command, Declare, Finish, Fire, Input, Mark, Note, RealIncident, Reply, Start, Watch
from engine.plan import Condition, Spread

words = st.text(max_size=8)
loose = st.recursive(
    st.none() | st.booleans() | st.integers() | words,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(words, inner, max_size=3),
    max_leaves=8,
)
anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | words,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(words | st.integers(), inner, max_size=3),
    max_leaves=8,
)
commands = st.one_of(
    st.builds(Start, words, words, st.dictionaries(words, loose, max_size=3), st.booleans(), words, words),
    st.builds(Cancel, words),
    st.builds(Mark, words, words),
    st.builds(Reply, words, words, words),
    st.builds(Declare, words),
    st.builds(Watch, st.integers(), words),
    st.builds(Note, words),
    st.builds(Fire, words),
    st.just(RealIncident()),
    st.just(Finish()),
)
inputs = st.builds(Input, st.integers(0), words, words, words, commands)
conditions = st.recursive(
    st.builds(Condition, words, st.just(()), words, words, words, st.integers(), st.integers(), st.tuples(words, words)),
    lambda inner: st.builds(Condition, words, st.lists(inner, max_size=3).map(tuple)),
    max_leaves=6,
)


@given(inputs)
def test_inputs_come_back(entry: Input) -> None:
    """Through JSON text, too."""
    raw = plain(entry) | {"command": tagged(entry.command)}
    assert read(Input, raw) == entry
    assert read(Input, json.loads(json.dumps(raw))) == entry


@given(conditions)
def test_nested_classes_come_back(condition: Condition) -> None:
    """A condition within conditions."""
    assert read(Condition, plain(condition)) == condition


@given(st.lists(st.integers(), min_size=1).map(tuple))
def test_tables_come_back(table: tuple[int, ...]) -> None:
    """Numbers of any size."""
    assert read(Spread, json.loads(canonical(plain(Spread(table))))) == Spread(table)


@given(st.dictionaries(st.text(alphabet="abc", max_size=3), loose, max_size=5))
def test_bytes_do_not_hang_on_the_order_of_keys(value: dict[str, object]) -> None:
    """Sorted; composed; valid UTF-8."""
    backwards = dict(reversed(value.items()))
    assert canonical(plain(value)) == canonical(plain(backwards))
    text = canonical(plain(value)).decode()
    assert text == unicodedata.normalize("NFC", text)


@given(anything)
def test_reading_never_breaks_in_an_unknown_way(raw: object) -> None:
    """A command made of anything at all is read or refused as invalid input."""
    for kind in (Command, Start, Watch, Spread, Condition):
        try:
            read(kind, raw)
        except InvalidInput:
            continue


@given(anything)
def test_what_is_recordable_can_be_recorded(value: object) -> None:
    """And what is not, raises nothing but invalid input."""
    if recordable(value):
        canonical(plain(value))
