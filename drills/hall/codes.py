"""Join codes and tokens: made, read as people type them, hashed, found again.

A code such as `7KM2-9XQT` lets a person in at one place of an exercise. It is printed, read out and typed, so it holds
no letter that can be taken for another and none that a Vietnamese input method would change while it is typed (Telex,
VNI and VIQR turn `AS`, `W`, `DD` and `D9` into other letters). A token is what the host gives for a code: long, never
seen by people, good for coming back. Neither is ever kept, only their hashes.

Nothing here knows a clock, a store or a socket: wall time (ms since 1970) is passed in.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace

from drills.language import mark

LETTERS = "0123456789BCFGHJKMNPQRSTVXZ"
"""What codes are made of: digits and capitals without vowels (A E I O U Y), W and D, which Vietnamese input methods change,
and without L, taken for 1. Eight of them are 38 bits: with a thousand codes out and three hundred guesses a minute, the most
that `limiter` lets through, a right guess takes some two years; a code lives a day."""
TAKEN_FOR = {"O": "0", "I": "1", "L": "1", "U": "V"}
"""Letters that no code holds, and the one that is meant by whoever reads them (Crockford's base 32 has the same pairs)."""
LENGTH = 8
HALF = 4

SCRYPT_N, SCRYPT_R, SCRYPT_P = 2**14, 8, 1
"""Work and memory (16 MiB) of one hash: what Percival names for interactive log-ins («Stronger key derivation via
sequential memory-hard functions», 2009, §4; the function is RFC 7914). Codes are random and last a day, so more buys nothing
and would let strangers keep the host busy."""
SALT_BYTES = 16
HASH_BYTES = 32
TOKEN_BYTES = 32

LEAD, ANALYST, OPERATOR, COMMUNICATIONS, OBSERVER = "lead", "analyst", "operator", "communications", "observer"
CONTROL, LEADERSHIP = "control", "leadership"
TEAM_ROLES = (LEAD, ANALYST, OPERATOR, COMMUNICATIONS, OBSERVER)
ROLES = (*TEAM_ROLES, CONTROL, LEADERSHIP)

_FILLING = re.compile(r"[\s\-_.,:;/·‐-―−]+")
_MARKED = re.compile(r"[ĂÂĐÊÔƠƯ\u0300-\u036f]")

REFUSALS = {
    "code-length": mark("A join code has eight letters and digits, as in 7KM2-9XQT; this one has {found}."),
    "code-letters": mark("A join code holds no {found}. Look at the hand-out again; if it is hard to read, ask exercise control."),
    "code-input-method": mark("Vietnamese typing is on and changes the code ({found}). Switch it off, then type the code again."),
    "code-unknown": mark("There is no such join code in this exercise. Look at the hand-out again, or ask exercise control."),
    "code-expired": mark("This join code has expired. Ask exercise control for a new one."),
    "code-revoked": mark("This join code was withdrawn. Ask exercise control for a new one."),
    "code-locked": mark("Too many wrong codes came from here. Try again in {minutes} min."),
}
"""Why a code lets nobody in, by refusal code."""


@dataclass(frozen=True, slots=True)
class Scope:
    """What a code lets in to.

    Attributes:
        drill: id of the drill; '' = the whole exercise (control, leadership).
        team: '' = none.
        role: one of `ROLES`.
        seat: the seat that it belongs to; '' = the next free one of the team.
    """

    drill: str = ""
    team: str = ""
    role: str = ANALYST
    seat: str = ""


@dataclass(frozen=True, slots=True)
class Issued:
    """A code that was given out, as it is kept.

    Attributes:
        hash: `hashed` of the code, hex.
        expires: wall time (ms since 1970) from which it lets nobody in.
        used: how many times somebody came in by it.
    """

    hash: str
    scope: Scope
    expires: int
    revoked: bool = False
    used: int = 0


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a code was not taken: refusal code (`REFUSALS`) and what fills its sentence."""

    code: str
    params: tuple[tuple[str, str], ...] = ()


def new_salt() -> bytes:
    """The salt of an exercise: one for all its codes, so that finding one costs one hash."""
    return secrets.token_bytes(SALT_BYTES)


def new_code() -> str:
    """A fresh code, as it is printed."""
    letters = "".join(secrets.choice(LETTERS) for _ in range(LENGTH))
    return f"{letters[:HALF]}-{letters[HALF:]}"


def read_code(typed: str) -> str | Refusal:
    """The code that somebody typed, as it was printed: case, spaces and dashes do not matter, look-alikes are understood."""
    plain = _FILLING.sub("", unicodedata.normalize("NFKC", typed)).upper()
    apart = unicodedata.normalize("NFD", plain)
    if marked := _MARKED.findall(plain + apart):
        shown = "".join(letter for letter in plain if _MARKED.search(letter + unicodedata.normalize("NFD", letter))) or marked[0]
        return Refusal("code-input-method", (("found", shown[:LENGTH]),))
    meant = "".join(TAKEN_FOR.get(letter, letter) for letter in plain)
    strange = dict.fromkeys(letter if letter.isprintable() else "?" for letter in meant if letter not in LETTERS)
    if strange:
        return Refusal("code-letters", (("found", ", ".join(list(strange)[:LENGTH])),))
    if len(meant) != LENGTH:
        return Refusal("code-length", (("found", str(len(meant))),))
    return f"{meant[:HALF]}-{meant[HALF:]}"


def hashed(code: str, salt: bytes) -> str:
    """Hash (hex) of a code as `new_code` or `read_code` gives it. Some 50 ms without the interpreter's lock: call it in a thread."""
    raw = hashlib.scrypt(code.encode(), salt=salt, n=SCRYPT_N, r=SCRYPT_R, p=SCRYPT_P, maxmem=2**26, dklen=HASH_BYTES)
    return raw.hex()


def new_token() -> str:
    """A fresh token: 256 bits, in letters that a header and a URL can carry."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def token_hash(token: str) -> str:
    """Hash (hex) of a token. One round is enough: nobody guesses 256 bits."""
    return hashlib.sha256(token.encode(errors="surrogatepass")).hexdigest()


def same(one: str, other: str) -> bool:
    """Whether two hashes are equal, in a time that does not tell where they differ."""
    return hmac.compare_digest(one.encode(errors="surrogatepass"), other.encode(errors="surrogatepass"))


class Codes:
    """The codes of an exercise, by hash.

    Args:
        issued: those that were given out before.
    """

    def __init__(self, issued: Iterable[Issued] = ()) -> None:
        self._by_hash = {code.hash: code for code in issued}

    def add(self, code: Issued) -> None:
        """One more code is out."""
        self._by_hash[code.hash] = code

    @property
    def all(self) -> tuple[Issued, ...]:
        """Every code that was given out, in order."""
        return tuple(self._by_hash.values())

    def find(self, hash_: str, now: int) -> Issued | Refusal:
        """The code with that hash, if it lets anybody in at wall time `now` (ms)."""
        found = self._by_hash.get(hash_)
        if found is None or not same(found.hash, hash_):
            return Refusal("code-unknown")
        if found.revoked:
            return Refusal("code-revoked")
        return Refusal("code-expired") if now >= found.expires else found

    def used(self, hash_: str) -> Issued:
        """Somebody came in by it.

        Raises:
            KeyError: there is no such code.
        """
        return self._change(replace(self._by_hash[hash_], used=self._by_hash[hash_].used + 1))

    def revoke(self, hash_: str) -> Issued:
        """It lets nobody in any more; who came in by it stays.

        Raises:
            KeyError: there is no such code.
        """
        return self._change(replace(self._by_hash[hash_], revoked=True))

    def _change(self, code: Issued) -> Issued:
        self._by_hash[code.hash] = code
        return code
