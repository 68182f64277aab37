"""The journal's head says when standing facts last changed; tries of a secret that are being checked are no wrong ones."""

import sqlalchemy as sa
from alembic import op

revision = "settled"
down_revision = "exercises"
branch_labels = None
depends_on = None


def text():
    """Sorted by code point on both databases."""
    return sa.String().with_variant(sa.String(collation="C"), "postgresql")


def upgrade():
    # Added as SQLite can; what has no default in the program has none in the end either.
    with op.batch_alter_table("journal_head") as head:
        head.add_column(sa.Column("settled", text(), nullable=False, server_default=""))
    with op.batch_alter_table("journal_head") as head:
        head.alter_column("settled", server_default=None)
    op.execute("UPDATE journal_head SET settled = mac")
    with op.batch_alter_table("attempt") as attempt:
        attempt.add_column(sa.Column("pending", sa.Integer(), nullable=False, server_default="0"))
    with op.batch_alter_table("attempt") as attempt:
        attempt.alter_column("pending", server_default=None)


def downgrade():
    with op.batch_alter_table("attempt") as attempt:
        attempt.drop_column("pending")
    with op.batch_alter_table("journal_head") as head:
        head.drop_column("settled")
