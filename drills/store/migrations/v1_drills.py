"""Drills, their plans, records, kept events, and the names of people."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "1"
down_revision = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table("about", sa.Column("key", sa.String, primary_key=True), sa.Column("value", sa.String, nullable=False))
    op.create_table(
        "plans",
        sa.Column("hash", sa.String, primary_key=True),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sa.Column("packed", sa.String, nullable=False),
    )
    op.create_table(
        "drills",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("title_vi", sa.String, nullable=False),
        sa.Column("title_en", sa.String, nullable=False),
        sa.Column("scenario", sa.String, nullable=False),
        sa.Column("network", sa.String, nullable=False),
        sa.Column("created", sa.BigInteger, nullable=False),
        sa.Column("plan", sa.String, sa.ForeignKey("plans.hash"), nullable=False),
        sa.Column("header", sa.LargeBinary, nullable=False),
        sa.Column("start", sa.String, nullable=False),
        sa.Column("head", sa.String, nullable=False),
        sa.Column("written", sa.Integer, nullable=False),
        sa.Column("horizon", sa.BigInteger, nullable=False),
        sa.Column("state", sa.String, nullable=False),
        sa.Column("epoch", sa.Integer, nullable=False),
        sa.Column("owner", sa.String, nullable=False),
    )
    op.create_table(
        "records",
        sa.Column("drill", sa.String, sa.ForeignKey("drills.id"), nullable=False),
        sa.Column("seq", sa.Integer, nullable=False),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sa.Column("wall", sa.BigInteger, nullable=False),
        sa.Column("chain", sa.String, nullable=False),
        sa.PrimaryKeyConstraint("drill", "seq"),
    )
    op.create_table(
        "events",
        sa.Column("drill", sa.String, sa.ForeignKey("drills.id"), primary_key=True),
        sa.Column("horizon", sa.BigInteger, nullable=False),
        sa.Column("digest", sa.String, nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sa.Column("packed", sa.String, nullable=False),
    )
    op.create_table(
        "people",
        sa.Column("drill", sa.String, sa.ForeignKey("drills.id"), nullable=False),
        sa.Column("seat", sa.String, nullable=False),
        sa.Column("name", sa.String, nullable=False),
        sa.PrimaryKeyConstraint("drill", "seat"),
    )
