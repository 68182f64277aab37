"""Duties with their dates and what was done about them; supplies."""

import sqlalchemy as sa
from alembic import op

revision = "duties"
down_revision = "cases"
branch_labels = None
depends_on = None


def text():
    """Sorted by code point on both databases."""
    return sa.String().with_variant(sa.String(collation="C"), "postgresql")


def moment():
    """A moment in UTC."""
    return sa.DateTime(timezone=True)


def upgrade():
    op.create_table(
        "duty",
        sa.Column("id", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("kind", text(), nullable=False),
        sa.Column("code", text(), nullable=False),
        sa.Column("title", text(), nullable=False),
        sa.Column("en", text(), nullable=False),
        sa.Column("text", text(), nullable=False),
        sa.Column("role", text(), nullable=False),
        sa.Column("owner", text(), nullable=False),
        sa.Column("unit", text(), nullable=False),
        sa.Column("every", sa.Integer(), nullable=False),
        sa.Column("period", text(), nullable=False),
        sa.Column("due", moment(), nullable=False),
        sa.Column("about", text(), nullable=False),
        sa.Column("clause", text(), nullable=False),
        sa.Column("source", text(), nullable=False),
        sa.Column("at", moment(), nullable=False),
        sa.Column("by", text(), nullable=False),
        sa.Column("state", text(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_duty_state", "duty", ["state"], unique=False)
    op.create_table(
        "dutyrecord",
        sa.Column("id", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("duty", sa.Integer(), nullable=False),
        sa.Column("kind", text(), nullable=False),
        sa.Column("due", moment(), nullable=False),
        sa.Column("at", moment(), nullable=False),
        sa.Column("happened", moment(), nullable=False),
        sa.Column("by", text(), nullable=False),
        sa.Column("role", text(), nullable=False),
        sa.Column("text", text(), nullable=False),
        sa.Column("reference", text(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_dutyrecord_duty", "dutyrecord", ["duty"], unique=False)
    op.create_table(
        "supply",
        sa.Column("id", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("name", text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("measure", text(), nullable=False),
        sa.Column("least", sa.Integer(), nullable=False),
        sa.Column("place", text(), nullable=False),
        sa.Column("keeper", text(), nullable=False),
        sa.Column("counted", moment(), nullable=False),
        sa.Column("counted_by", text(), nullable=False),
        sa.Column("state", text(), nullable=False),
        sa.Column("note", text(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_supply_state", "supply", ["state"], unique=False)


def downgrade():
    for name in ("supply", "dutyrecord", "duty"):
        op.drop_table(name)
