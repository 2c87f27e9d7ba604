"""Exercises, their seats, join codes and control's log; a drill says which exercise it belongs to."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "2"
down_revision = "1"


def upgrade() -> None:
    """Make the tables; drills that are there stand alone."""
    op.add_column("drills", sa.Column("exercise", sa.String, nullable=False, server_default=""))
    op.create_table(
        "exercises",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("created", sa.BigInteger, nullable=False),
        sa.Column("title_vi", sa.String, nullable=False),
        sa.Column("title_en", sa.String, nullable=False),
        sa.Column("scenario", sa.String, nullable=False),
        sa.Column("network", sa.String, nullable=False),
        sa.Column("mode", sa.String, nullable=False),
        sa.Column("header", sa.LargeBinary, nullable=False),
        sa.Column("state", sa.String, nullable=False),
    )
    op.create_table(
        "seats",
        sa.Column("exercise", sa.String, sa.ForeignKey("exercises.id"), nullable=False),
        sa.Column("drill", sa.String, nullable=False),
        sa.Column("team", sa.String, nullable=False),
        sa.Column("seat", sa.String, nullable=False),
        sa.Column("role", sa.String, nullable=False),
        sa.Column("token_hash", sa.String, nullable=False),
        sa.PrimaryKeyConstraint("exercise", "drill", "seat"),
    )
    op.create_index("seats_by_token", "seats", ["token_hash"])
    op.create_table(
        "codes",
        sa.Column("exercise", sa.String, sa.ForeignKey("exercises.id"), nullable=False),
        sa.Column("hash", sa.String, nullable=False),
        sa.Column("scope", sa.LargeBinary, nullable=False),
        sa.Column("expires", sa.BigInteger, nullable=False),
        sa.Column("revoked", sa.BigInteger, nullable=False),
        sa.Column("used", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("exercise", "hash"),
    )
    op.create_table(
        "audit",
        sa.Column("exercise", sa.String, sa.ForeignKey("exercises.id"), nullable=False),
        sa.Column("seq", sa.Integer, nullable=False),
        sa.Column("wall", sa.BigInteger, nullable=False),
        sa.Column("who", sa.String, nullable=False),
        sa.Column("what", sa.String, nullable=False),
        sa.Column("params", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("exercise", "seq"),
    )
