"""Complaints alike: those that wait to be taken into a confirmed group; complaints by when they were received."""

import sqlalchemy as sa
from alembic import op

revision = "alike"
down_revision = "spelling"
branch_labels = None
depends_on = None


def upgrade():
    with op.batch_alter_table("groupmember") as table:
        table.add_column(sa.Column("waiting", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("groupmember") as table:
        table.alter_column("waiting", existing_type=sa.Boolean(), existing_nullable=False, server_default=None)
    op.create_index("ix_complaint_received", "complaint", ["received"], unique=False)


def downgrade():
    op.drop_index("ix_complaint_received", "complaint")
    with op.batch_alter_table("groupmember") as table:
        table.drop_column("waiting")
