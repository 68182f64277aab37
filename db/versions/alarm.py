"""知悉 of warnings and breaches: from when on a row of the board is to be seen anew."""

import sqlalchemy as sa
from alembic import op

revision = "alarm"
down_revision = "command"
branch_labels = None
depends_on = None


def upgrade():
    # Rows that are there already light up with their next change: what passed before this version was seen then.
    with op.batch_alter_table("board_row") as row:
        row.add_column(sa.Column("alarm", sa.DateTime(timezone=True), nullable=True))


def downgrade():
    with op.batch_alter_table("board_row") as row:
        row.drop_column("alarm")
