"""回避: what somebody else ruled on who steps back; the unit that a complaint was passed to, beside whom it is about."""

import sqlalchemy as sa
from alembic import op

revision = "papers"
down_revision = "alike"
branch_labels = None
depends_on = None


def text():
    """Sorted by code point on both databases."""
    return sa.String().with_variant(sa.String(collation="C"), "postgresql")


def upgrade():
    op.create_table(
        "ruling",
        sa.Column("id", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("subject", text(), nullable=False),
        sa.Column("person", text(), nullable=False),
        sa.Column("outcome", text(), nullable=False),
        sa.Column("by", text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", text(), nullable=False),
    )
    op.create_index("ix_ruling_subject", "ruling", ["subject"])


    for table in ("complaint", "board_row"):
        with op.batch_alter_table(table) as batch:
            batch.add_column(sa.Column("handling", text(), nullable=False, server_default=""))
        with op.batch_alter_table(table) as batch:
            batch.alter_column("handling", server_default=None)


def downgrade():
    for table in ("board_row", "complaint"):
        with op.batch_alter_table(table) as batch:
            batch.drop_column("handling")
    op.drop_index("ix_ruling_subject", table_name="ruling")
    op.drop_table("ruling")
