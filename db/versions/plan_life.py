"""Plans on their way into force, and how clauses are read."""

import sqlalchemy as sa
from alembic import op

revision = "plan_life"
down_revision = "workplaces"
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
        "plandraft",
        sa.Column("id", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("base", sa.Integer(), nullable=False),
        sa.Column("what", text(), nullable=False),
        sa.Column("text", text(), nullable=False),
        sa.Column("since", moment(), nullable=True),
        sa.Column("state", text(), nullable=False),
        sa.Column("author", text(), nullable=False),
        sa.Column("at", moment(), nullable=False),
        sa.Column("accepted", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_plandraft_state", "plandraft", ["state"], unique=False)
    op.create_table(
        "planreading",
        sa.Column("id", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("plan_version", sa.Integer(), nullable=False),
        sa.Column("clause", text(), nullable=False),
        sa.Column("question", text(), nullable=False),
        sa.Column("answer", text(), nullable=False),
        sa.Column("by", text(), nullable=False),
        sa.Column("role", text(), nullable=False),
        sa.Column("at", moment(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )


def downgrade():
    for name in ("planreading", "plandraft"):
        op.drop_table(name)
