"""Wrong secrets are counted by person and terminal. Counts that were there are of an hour at most and begin anew."""

import sqlalchemy as sa
from alembic import op

revision = "terminals"
down_revision = "keyed"
branch_labels = None
depends_on = None


def text():
    """Sorted by code point on both databases."""
    return sa.String().with_variant(sa.String(collation="C"), "postgresql")


def moment(name, nullable=False):
    """A moment in UTC."""
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def number(name):
    """A whole number that is always there."""
    return sa.Column(name, sa.Integer(), nullable=False)


def upgrade():
    op.drop_table("attempt")
    op.create_table(
        "attempt",
        sa.Column("person", text(), nullable=False),
        sa.Column("terminal", text(), nullable=False),
        sa.Column("place", text(), nullable=False),
        sa.Column("known", sa.Boolean(), nullable=False),
        number("failures"),
        number("pending"),
        number("begun"),
        moment("last"),
        number("untold"),
        moment("wrong_at", nullable=True),
        sa.PrimaryKeyConstraint("person", "terminal"),
    )


def downgrade():
    op.drop_table("attempt")
    op.create_table(
        "attempt",
        sa.Column("person", text(), nullable=False),
        number("failures"),
        moment("last"),
        number("pending"),
        sa.PrimaryKeyConstraint("person"),
    )
