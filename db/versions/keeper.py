"""The keeper of clocks: warnings, each once; who keeps; messages that wait to be sent; clocks by when they warn and fall due."""

import sqlalchemy as sa
from alembic import op

revision = "keeper"
down_revision = "course"
branch_labels = None
depends_on = None


def text():
    """Sorted by code point on both databases."""
    return sa.String().with_variant(sa.String(collation="C"), "postgresql")


def word(name, **more):
    """A text that is always there."""
    return sa.Column(name, text(), nullable=False, **more)


def number(name, **more):
    """A whole number that is always there."""
    return sa.Column(name, sa.Integer(), nullable=False, **more)


def at(name, nullable=False):
    """A moment in UTC."""
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def upgrade():
    op.create_table(
        "warning",
        number("id", autoincrement=False), number("version"), word("source"), number("ref"), word("kind"), at("due"),
        word("subject"), word("code"), number("rank"), at("at"), sa.Column("late", sa.Boolean(), nullable=False),
        word("told"), number("step"), at("again", True), word("state"), word("by"), at("answered", True), at("until", True),
        word("reason"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ux_warning_once", "warning", ["source", "ref", "kind", "due"], unique=True)
    for name in ("again", "state", "subject"):
        op.create_index(f"ix_warning_{name}", "warning", [name], unique=False)
    op.create_table(
        "keeper",
        number("id", autoincrement=False), word("holder"), sa.Column("until", sa.Float(), nullable=False), number("seq"),
        at("next", True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "message",
        word("id"), word("warnings"), word("person"), word("channel"), word("text"), word("code"), at("at"), word("state"),
        number("tries"), at("next"), at("sent", True), word("failure"),
        sa.PrimaryKeyConstraint("id"), sa.UniqueConstraint("code"),
    )
    op.create_index("ix_message_state", "message", ["state"], unique=False)
    for name in ("due", "warn"):
        op.create_index(f"ix_caseclock_verdict_{name}", "caseclock", ["verdict", name], unique=False)


def downgrade():
    for name in ("warn", "due"):
        op.drop_index(f"ix_caseclock_verdict_{name}", "caseclock")
    for table in ("message", "keeper", "warning"):
        op.drop_table(table)
