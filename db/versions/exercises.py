"""Tabletop exercises: the state of each inject, and what was observed."""

import sqlalchemy as sa
from alembic import op

revision = "exercises"
down_revision = "duties"
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
        "inject",
        sa.Column("no", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("state", text(), nullable=False),
        sa.Column("sent_at", moment(), nullable=True),
        sa.Column("own", sa.Boolean(), nullable=False),
        sa.Column("sender", text(), nullable=False),
        sa.Column("to", text(), nullable=False),
        sa.Column("method", text(), nullable=False),
        sa.Column("text", text(), nullable=False),
        sa.PrimaryKeyConstraint("no"),
    )
    op.create_table(
        "observation",
        sa.Column("id", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("at", moment(), nullable=False),
        sa.Column("by", text(), nullable=False),
        sa.Column("kind", text(), nullable=False),
        sa.Column("text", text(), nullable=False),
        sa.Column("objective", text(), nullable=False),
        sa.Column("owner", text(), nullable=False),
        sa.Column("due", text(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )


def downgrade():
    op.drop_table("observation")
    op.drop_table("inject")
