"""A complaint keeps its levels with their moments, a clock what moved its due moment, a duty its hour; a shift may be planned."""

import sqlalchemy as sa
from alembic import op

revision = "course"
down_revision = "deeds"
branch_labels = None
depends_on = None


def text():
    """Sorted by code point on both databases."""
    return sa.String().with_variant(sa.String(collation="C"), "postgresql")


# table → (column, type, what rows of before have)
ADDED = {
    "complaint": ("levels", sa.Text, "[]"),
    "caseclock": ("moves", sa.Text, "[]"),
    "duty": ("hour", text, ""),
    "task": ("minutes", sa.Integer, "0"),
    "shift": ("planned", sa.Boolean, sa.false()),
}


def upgrade():
    for table, (column, kind, before) in ADDED.items():
        with op.batch_alter_table(table) as batch:
            batch.add_column(sa.Column(column, kind(), nullable=False, server_default=before))
        with op.batch_alter_table(table) as batch:
            batch.alter_column(column, server_default=None)


def downgrade():
    for table, (column, _kind, _before) in ADDED.items():
        with op.batch_alter_table(table) as batch:
            batch.drop_column(column)
