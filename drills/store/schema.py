"""The tables of a store, as they are now. Rows of `records` are only ever added; nothing rewrites a record's bytes.

`drills.store.migrations` brings the tables of an older store to these.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, LargeBinary, MetaData, PrimaryKeyConstraint, String, Table

VERSION = 2
"""Raised when the tables change; a store of a higher version is refused."""

metadata = MetaData()

about = Table("about", metadata, Column("key", String, primary_key=True), Column("value", String, nullable=False))

plans = Table(
    "plans",
    metadata,
    Column("hash", String, primary_key=True),
    Column("body", LargeBinary, nullable=False),
    Column("packed", String, nullable=False, doc="hash of `body` as it lies here, compressed"),
)

drills = Table(
    "drills",
    metadata,
    Column("id", String, primary_key=True),
    Column("title_vi", String, nullable=False),
    Column("title_en", String, nullable=False),
    Column("scenario", String, nullable=False),
    Column("network", String, nullable=False),
    Column("created", BigInteger, nullable=False, doc="wall time, ms since 1970"),
    Column("plan", String, ForeignKey("plans.hash"), nullable=False),
    Column("header", LargeBinary, nullable=False),
    Column("start", String, nullable=False),
    Column("head", String, nullable=False),
    Column("written", Integer, nullable=False, doc="number of records"),
    Column("horizon", BigInteger, nullable=False),
    Column("state", String, nullable=False),
    Column("epoch", Integer, nullable=False),
    Column("owner", String, nullable=False),
    Column("exercise", String, nullable=False, server_default="", doc="the one that it belongs to; '' = none"),
)

records = Table(
    "records",
    metadata,
    Column("drill", String, ForeignKey("drills.id"), nullable=False),
    Column("seq", Integer, nullable=False),
    Column("kind", String, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("wall", BigInteger, nullable=False),
    Column("chain", String, nullable=False),
    PrimaryKeyConstraint("drill", "seq"),
)

events = Table(
    "events",
    metadata,
    Column("drill", String, ForeignKey("drills.id"), primary_key=True),
    Column("horizon", BigInteger, nullable=False),
    Column("digest", String, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("packed", String, nullable=False, doc="hash of `body` as it lies here, compressed"),
)

people = Table(
    "people",
    metadata,
    Column("drill", String, ForeignKey("drills.id"), nullable=False),
    Column("seat", String, nullable=False),
    Column("name", String, nullable=False),
    PrimaryKeyConstraint("drill", "seat"),
)

exercises = Table(
    "exercises",
    metadata,
    Column("id", String, primary_key=True),
    Column("created", BigInteger, nullable=False, doc="wall time, ms since 1970"),
    Column("title_vi", String, nullable=False),
    Column("title_en", String, nullable=False),
    Column("scenario", String, nullable=False),
    Column("network", String, nullable=False),
    Column("mode", String, nullable=False),
    Column("header", LargeBinary, nullable=False),
    Column("state", String, nullable=False),
)

seats = Table(
    "seats",
    metadata,
    Column("exercise", String, ForeignKey("exercises.id"), nullable=False),
    Column("drill", String, nullable=False, doc="'' = a seat beside the drills: control, leadership"),
    Column("team", String, nullable=False),
    Column("seat", String, nullable=False),
    Column("role", String, nullable=False),
    Column("token_hash", String, nullable=False),
    PrimaryKeyConstraint("exercise", "drill", "seat"),
    Index("seats_by_token", "token_hash"),
)

codes = Table(
    "codes",
    metadata,
    Column("exercise", String, ForeignKey("exercises.id"), nullable=False),
    Column("hash", String, nullable=False),
    Column("scope", LargeBinary, nullable=False, doc="canonical JSON"),
    Column("expires", BigInteger, nullable=False, doc="wall time, ms since 1970"),
    Column("revoked", BigInteger, nullable=False, doc="wall time; 0 = not revoked"),
    Column("used", Integer, nullable=False, doc="how often somebody came in by it"),
    PrimaryKeyConstraint("exercise", "hash"),
)

audit = Table(
    "audit",
    metadata,
    Column("exercise", String, ForeignKey("exercises.id"), nullable=False),
    Column("seq", Integer, nullable=False),
    Column("wall", BigInteger, nullable=False),
    Column("who", String, nullable=False),
    Column("what", String, nullable=False),
    Column("params", LargeBinary, nullable=False, doc="canonical JSON"),
    PrimaryKeyConstraint("exercise", "seq"),
)
