"""The journal's head is sealed under the room key."""

import sqlalchemy as sa
from alembic import op

revision = "sealed"
down_revision = "terminals"
branch_labels = None
depends_on = None


def text():
    """Sorted by code point on both databases."""
    return sa.String().with_variant(sa.String(collation="C"), "postgresql")


def upgrade():
    # Added as SQLite can; what has no default in the program has none in the end either. `dutyroom db upgrade`, which has
    # the key, seals it afterwards.
    with op.batch_alter_table("journal_head") as head:
        head.add_column(sa.Column("seal", text(), nullable=False, server_default=""))
    with op.batch_alter_table("journal_head") as head:
        head.alter_column("seal", server_default=None)


def downgrade():
    with op.batch_alter_table("journal_head") as head:
        head.drop_column("seal")
