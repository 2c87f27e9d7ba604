"""Join codes and tokens: printed, typed, hashed, found, withdrawn; and strangers who try."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drills.hall.codes import (
    LENGTH,
    LETTERS,
    REFUSALS,
    ROLES,
    TAKEN_FOR,
    Codes,
    Issued,
    Refusal,
    Scope,
    hashed,
    new_code,
    new_salt,
    new_token,
    read_code,
    same,
    token_hash,
)
from drills.language import speak

DAY = 86_400_000
SALT = bytes(range(16))


def test_a_code_is_two_halves_of_letters_that_cannot_be_mistaken() -> None:
    """Eight of 27 letters, none of them one of a pair, none that Telex, VNI or VIQR would change; codes differ."""
    assert len(set(LETTERS)) == len(LETTERS) == 27
    assert set(LETTERS).isdisjoint("AEIOUYWDL")
    assert set(TAKEN_FOR).isdisjoint(LETTERS)
    assert set(TAKEN_FOR.values()) <= set(LETTERS)
    codes = {new_code() for _ in range(500)}
    assert len(codes) == 500
    for code in codes:
        first, dash, second = code[:4], code[4], code[5:]
        assert (len(code), dash) == (LENGTH + 1, "-")
        assert set(first + second) <= set(LETTERS)
    assert set("".join(codes)) == {*LETTERS, "-"}


@given(st.text(alphabet=LETTERS, min_size=LENGTH, max_size=LENGTH), st.randoms(use_true_random=False))
def test_a_code_is_read_however_it_is_typed(letters: str, chance: object) -> None:
    """Small letters, spaces, other dashes, full-width letters and look-alikes all read as the code that was printed."""
    code = f"{letters[:4]}-{letters[4:]}"
    looks_like = {"0": "oO0", "1": "iIlL1", "V": "uUvV"}
    typed = "".join(chance.choice(looks_like.get(letter, letter + letter.lower())) for letter in letters)  # type: ignore[attr-defined]
    for way in (typed, f" {typed[:4]} – {typed[4:]}\n", "  ".join(typed), f"{typed[:2]}.{typed[2:]}", f"{typed[:4]}\u2011{typed[4:]}"):
        assert read_code(way) == code
    wide = "".join(chr(ord(letter) + 0xFEE0) for letter in typed)
    assert read_code(wide) == code


@pytest.mark.parametrize(
    ("typed", "code", "found"),
    [
        ("7KM2-9XQ", "code-length", "7"),
        ("", "code-length", "0"),
        ("7KM2-9XQT7", "code-length", "9"),
        ("7KM2-9XAT", "code-letters", "A"),
        ("7KM2-9X!@", "code-letters", "!, @"),
        ("7KM2-9X\x1b[", "code-letters", "?, ["),
        ("7KM2-9XĐT", "code-input-method", "Đ"),
        ("7KM2-9Xđ", "code-input-method", "Đ"),
        ("7KM2-9ắQT", "code-input-method", "Ắ"),
        ("7KM2-9XQT" * 5000, "code-length", "40000"),
    ],
)
def test_what_is_no_code_is_said_so(typed: str, code: str, found: str) -> None:
    """Too few letters, letters that no code has, Vietnamese typing left on: each is named, and costs no hash."""
    refused = read_code(typed)
    assert isinstance(refused, Refusal)
    assert (refused.code, dict(refused.params)) == (code, {"found": found})
    assert read_code(unicodedata.normalize("NFD", typed)) == refused


def test_every_refusal_is_said_in_both_languages() -> None:
    """Each has a Vietnamese sentence of its own."""
    said = {speak("vi")(words) for words in REFUSALS.values()}
    assert len(said) == len(REFUSALS)
    assert said.isdisjoint(REFUSALS.values())


def test_a_hash_depends_on_code_and_salt_alone() -> None:
    """The same code under the same salt is found again; another salt or letter gives another hash."""
    import hashlib

    one = hashed("7KM2-9XQT", SALT)
    assert one == hashed("7KM2-9XQT", SALT)
    assert len({one, hashed("7KM2-9XQV", SALT), hashed("7KM2-9XQT", new_salt())}) == 3
    assert one == hashlib.scrypt(b"7KM2-9XQT", salt=SALT, n=16384, r=8, p=1, dklen=32).hex()
    assert "7KM2" not in one


def test_a_code_lets_in_where_it_was_given_for_until_it_ends_or_is_withdrawn() -> None:
    """Found by its hash; unknown, expired and withdrawn ones are told apart; who came in is counted."""
    scope = Scope("d1", "doi-ucsc", "lead", "doi-ucsc-1")
    codes = Codes([Issued("aa", scope, DAY)])
    assert codes.find("aa", DAY - 1) == Issued("aa", scope, DAY)
    assert codes.find("aa", DAY) == Refusal("code-expired")
    assert codes.find("ab", 0) == Refusal("code-unknown")
    assert codes.used("aa").used == 1
    assert codes.used("aa").used == 2
    codes.add(Issued("bb", Scope(role="control"), DAY))
    assert codes.revoke("bb").revoked
    assert codes.find("bb", 0) == Refusal("code-revoked")
    assert [(code.hash, code.used, code.revoked) for code in codes.all] == [("aa", 2, False), ("bb", 0, True)]
    with pytest.raises(KeyError):
        codes.revoke("cc")


def test_tokens_are_long_differ_and_are_kept_as_hashes() -> None:
    """256 bits, URL letters; a token that nobody could have given is hashed as well, half letters included."""
    tokens = {new_token() for _ in range(200)}
    assert len(tokens) == 200
    assert all(len(token) == 43 and token.isascii() and "=" not in token for token in tokens)
    assert len({token_hash(token) for token in tokens}) == 200
    token = tokens.pop()
    assert same(token_hash(token), token_hash(token))
    assert not same(token_hash(token), token_hash(token + "\ud800"))
    assert not same("\ud800", "ú")


def test_roles_are_those_of_the_exercise() -> None:
    """Five in a team, and two outside."""
    assert ROLES == ("lead", "analyst", "operator", "communications", "observer", "control", "leadership")
