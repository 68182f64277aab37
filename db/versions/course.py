"""A complaint keeps its levels with their moments, and a clock what moved its due moment."""

import sqlalchemy as sa
from alembic import op

revision = "course"
down_revision = "deeds"
branch_labels = None
depends_on = None

ADDED = {"complaint": "levels", "caseclock": "moves"}


def upgrade():
    for table, column in ADDED.items():
        with op.batch_alter_table(table) as batch:
            batch.add_column(sa.Column(column, sa.Text(), nullable=False, server_default="[]"))
        with op.batch_alter_table(table) as batch:
            batch.alter_column(column, server_default=None)


def downgrade():
    for table, column in ADDED.items():
        with op.batch_alter_table(table) as batch:
            batch.drop_column(column)
