"""Digests of commands are keyed, those without a key are thrown away; erased keys leave marks; no sample of a key is kept."""

import sqlalchemy as sa
from alembic import op

revision = "keyed"
down_revision = "alarm"
branch_labels = None
depends_on = None

SAMPLED = (("subjectkey", "wrapped"), ("blindtoken", "token"), ("draft", "sealed"))


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
    op.execute("DELETE FROM draft WHERE form = 'person.secret'")
    op.create_table(
        "erased",
        sa.Column("mark", text(), nullable=False),
        sa.Column("subject", text(), nullable=False),
        sa.Column("complaint", text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("mark"),
    )
    if op.get_bind().dialect.name == "postgresql":
        for table, column in SAMPLED:
            # The same type again throws away what ANALYZE has sampled.
            op.execute(f'ALTER TABLE "{table}" ALTER COLUMN "{column}" TYPE VARCHAR COLLATE "C"')
            op.execute(f'ALTER TABLE "{table}" ALTER COLUMN "{column}" SET STATISTICS 0')


def downgrade():
    if op.get_bind().dialect.name == "postgresql":
        for table, column in SAMPLED:
            op.execute(f'ALTER TABLE "{table}" ALTER COLUMN "{column}" SET STATISTICS -1')
    op.drop_table("erased")
    # Keyed ones mean nothing to the former program, which would refuse every retry: it is not asked about them.
    op.execute("DELETE FROM command")
    with op.batch_alter_table("command") as command:
        command.drop_column("own")
