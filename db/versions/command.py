"""Leading an emergency: command from-to, reports, requests, conferences, followed instructions."""

import sqlalchemy as sa
from alembic import op

revision = "command"
down_revision = "plan_life"
branch_labels = None
depends_on = None


def text():
    """Sorted by code point on both databases."""
    return sa.String().with_variant(sa.String(collation="C"), "postgresql")


def moment():
    """A moment in UTC."""
    return sa.DateTime(timezone=True)


def word(name):
    """A text that is always there."""
    return sa.Column(name, text(), nullable=False)


def number(name):
    """A whole number that is always there."""
    return sa.Column(name, sa.Integer(), nullable=False)


def at(name, nullable=False):
    """A moment."""
    return sa.Column(name, moment(), nullable=nullable)


def key():
    """The number that the program gives."""
    return sa.Column("id", sa.Integer(), nullable=False, autoincrement=False)


def tables():
    """Name and columns of each new table with a number of its own."""
    return {
        "commandpost": (
            key(), word("emergency"), word("person"), word("role"), word("state"), at("since", True), at("until", True),
            word("offered_by"), at("offered", True), word("reason"),
        ),
        "report": (
            key(), word("emergency"), number("serial"), word("code"), word("kind"), word("way"), word("recipients"),
            word("taken_by"), word("number"), word("place"), sa.Column("people", sa.Integer(), nullable=True),
            sa.Column("injured", sa.Integer(), nullable=True), word("cause"), word("text"), number("corrects"), at("at"),
            at("typed"), word("by"),
        ),
        "request": (
            key(), number("version"), word("emergency"), word("question"), word("options"), word("facts"), word("role"),
            word("by"), at("at"), word("state"), number("decision"),
        ),
        "conference": (
            key(), number("version"), word("emergency"), word("title"), word("place"), at("at"), word("host"), word("invited"),
            word("guests"), word("attended"), word("minutes"), word("state"), word("by"), at("called"),
        ),
        "instructionnote": (key(), number("instruction"), word("kind"), word("text"), word("by"), at("at")),
        "concurrence": (
            key(), word("subject"), word("gate"), number("edition"), word("by"), word("role"), word("outcome"), word("reason"),
            at("at"),
        ),
    }  # fmt: skip


INDEXED = {"instructionnote": "instruction", "concurrence": "subject"}

# table: (column, kind, what rows that are there already get)
ADDED = {
    "paper": (("code", "text", ""), ("serial", "number", "0")),
    "decision": (
        ("question", "text", ""), ("options", "text", ""), ("choice", "text", ""), ("facts", "text", ""),
        ("request", "number", "0"), ("conference", "number", "0"), ("replaces", "number", "0"),
    ),
    "notice": (("to", "text", "units"), ("paper", "number", "0")),
    "receipt": (("chased", "number", "0"), ("chased_at", "moment", None)),
    "instruction": (("version", "number", "1"), ("emergency", "text", "")),
    "complaint": (("danger", "text", ""),),
}  # fmt: skip


def upgrade():
    for name, columns in tables().items():
        op.create_table(name, *columns, sa.PrimaryKeyConstraint("id"))
        indexed = INDEXED.get(name, "emergency")
        op.create_index(f"ix_{name}_{indexed}", name, [indexed], unique=False)
    kinds = {"text": text, "number": sa.Integer, "moment": moment}
    for table, columns in ADDED.items():
        # Added as SQLite can; what has no default in the program has none in the end either.
        with op.batch_alter_table(table) as batch:
            for name, kind, given in columns:
                batch.add_column(sa.Column(name, kinds[kind](), nullable=given is None, server_default=given))
        with op.batch_alter_table(table) as batch:
            for name, _kind, given in columns:
                if given is not None:
                    batch.alter_column(name, server_default=None)
    op.create_index("ix_instruction_emergency", "instruction", ["emergency"], unique=False)


def downgrade():
    op.drop_index("ix_instruction_emergency", "instruction")
    for table, columns in ADDED.items():
        with op.batch_alter_table(table) as batch:
            for name, _kind, _given in columns:
                batch.drop_column(name)
    for name in tables():
        op.drop_table(name)
