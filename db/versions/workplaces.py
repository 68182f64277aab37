"""What workstreams keep: records with their history, hand-over of tasks, sums of solutions, sources of sightings."""

import sqlalchemy as sa
from alembic import op

revision = "workplaces"
down_revision = "settled"
branch_labels = None
depends_on = None


def text():
    """Sorted by code point on both databases."""
    return sa.String().with_variant(sa.String(collation="C"), "postgresql")


def moment():
    """A moment in UTC."""
    return sa.DateTime(timezone=True)


# table → (column, type, what rows of before have)
ADDED = {
    "task": (("stand_in", text, ""), ("offered", text, ""), ("offered_by", text, ""), ("offer", text, "")),
    "paper": (("sum", text, ""),),
    "measure": (("done_by", text, ""),),
    "sighting": (("link", text, ""), ("seen_by", text, ""), ("item", sa.Integer, "0")),
}


def upgrade():
    for table, columns in ADDED.items():
        with op.batch_alter_table(table) as batch:
            for name, kind, before in columns:
                batch.add_column(sa.Column(name, kind(), nullable=False, server_default=before))
        with op.batch_alter_table(table) as batch:
            for name, _kind, _before in columns:
                batch.alter_column(name, server_default=None)
    op.create_table(
        "workrecord",
        sa.Column("id", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("kind", text(), nullable=False),
        sa.Column("emergency", text(), nullable=False),
        sa.Column("complaint", text(), nullable=False),
        sa.Column("state", text(), nullable=False),
        sa.Column("person", text(), nullable=False),
        sa.Column("due", moment(), nullable=True),
        sa.Column("at", moment(), nullable=False),
        sa.Column("typed", moment(), nullable=False),
        sa.Column("late", sa.Boolean(), nullable=False),
        sa.Column("by", text(), nullable=False),
        sa.Column("facts", text(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_workrecord_complaint", "workrecord", ["complaint"], unique=False)
    op.create_index("ix_workrecord_emergency", "workrecord", ["emergency"], unique=False)
    op.create_table(
        "workstep",
        sa.Column("id", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("record", sa.Integer(), nullable=False),
        sa.Column("act", text(), nullable=False),
        sa.Column("state", text(), nullable=False),
        sa.Column("person", text(), nullable=False),
        sa.Column("at", moment(), nullable=False),
        sa.Column("typed", moment(), nullable=False),
        sa.Column("late", sa.Boolean(), nullable=False),
        sa.Column("by", text(), nullable=False),
        sa.Column("facts", text(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_workstep_record", "workstep", ["record"], unique=False)


def downgrade():
    op.drop_table("workstep")
    op.drop_table("workrecord")
    for table, columns in ADDED.items():
        with op.batch_alter_table(table) as batch:
            for name, _kind, _before in columns:
                batch.drop_column(name)
