"""Digests of commands are keyed: those without a key, of secrets and telephone numbers too, are thrown away."""

import sqlalchemy as sa
from alembic import op

revision = "keyed"
down_revision = "alarm"
branch_labels = None
depends_on = None


def text():
    """Sorted by code point on both databases."""
    return sa.String().with_variant(sa.String(collation="C"), "postgresql")


def upgrade():
    # Added as SQLite can; what has no default in the program has none in the end either.
    with op.batch_alter_table("command") as command:
        command.add_column(sa.Column("own", text(), nullable=False, server_default=""))
    with op.batch_alter_table("command") as command:
        command.alter_column("own", server_default=None)
    op.execute("UPDATE command SET digest = ''")


def downgrade():
    # Keyed ones mean nothing to the former program, which would refuse every retry: it is not asked about them.
    op.execute("DELETE FROM command")
    with op.batch_alter_table("command") as command:
        command.drop_column("own")
