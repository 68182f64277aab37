"""How the complainant was told the outcome; who decided a limit away, and why; the record by kinds of acts, for the figures."""

import sqlalchemy as sa
from alembic import op

revision = "deeds"
down_revision = "papers"
branch_labels = None
depends_on = None

ADDED = {"complaint": ("told",), "caseclock": ("waived_by", "waived_why")}


def kind():
    """Sorted by code point on both databases."""
    return sa.String().with_variant(sa.String(collation="C"), "postgresql")


def upgrade():
    for table, names in ADDED.items():
        with op.batch_alter_table(table) as batch:
            for name in names:
                batch.add_column(sa.Column(name, kind(), nullable=False, server_default=""))
        # The value is for the rows that are there; new rows always bring theirs.
        with op.batch_alter_table(table) as batch:
            for name in names:
                batch.alter_column(name, existing_type=kind(), existing_nullable=False, server_default=None)
    op.create_index("ix_journal_kind_at", "journal", ["kind", "at"], unique=False)


def downgrade():
    op.drop_index("ix_journal_kind_at", "journal")
    for table, names in ADDED.items():
        with op.batch_alter_table(table) as batch:
            for name in reversed(names):
                batch.drop_column(name)
