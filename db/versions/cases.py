"""Second rounds, papers and charges of complaints, groups of complaints alike, units' own plans, who appointed whom."""

import sqlalchemy as sa
from alembic import op

revision = "cases"
down_revision = "0001"
branch_labels = None
depends_on = None


def text():
    """Sorted by code point on both databases."""
    return sa.String().with_variant(sa.String(collation="C"), "postgresql")


def moment():
    """A moment in UTC."""
    return sa.DateTime(timezone=True)


def number(name):
    return sa.Column(name, sa.Integer(), nullable=False, autoincrement=False)


ADDED = {
    "complaint": [("round", sa.Integer(), "1"), ("round_of", text(), ""), ("followed_by", text(), ""), ("off_hours", sa.Boolean(), sa.false())],
    "paper": [("form", text(), ""), ("fields", text(), "{}")],
    "appointment": [("by", text(), "")],
}


def upgrade():
    for table, added in ADDED.items():
        with op.batch_alter_table(table) as batch:
            for name, kind, value in added:
                batch.add_column(sa.Column(name, kind, nullable=False, server_default=value))
        # The value is for the rows that are there; new rows always bring theirs.
        with op.batch_alter_table(table) as batch:
            for name, kind, _value in added:
                batch.alter_column(name, existing_type=kind, existing_nullable=False, server_default=None)
    op.create_table(
        "charge",
        number("id"),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("plan_version", sa.Integer(), nullable=False),
        sa.Column("complaint", text(), nullable=False),
        sa.Column("kind", text(), nullable=False),
        sa.Column("unit", text(), nullable=False),
        sa.Column("owner", text(), nullable=False),
        sa.Column("text", text(), nullable=False),
        sa.Column("by", text(), nullable=False),
        sa.Column("at", moment(), nullable=False),
        sa.Column("state", text(), nullable=False),
        sa.Column("report", text(), nullable=False),
        sa.Column("reported_by", text(), nullable=False),
        sa.Column("reported_at", moment(), nullable=True),
        sa.Column("opinion", text(), nullable=False),
        sa.Column("checked_by", text(), nullable=False),
        sa.Column("checked_at", moment(), nullable=True),
        sa.Column("returned", sa.Integer(), nullable=False),
        sa.Column("clause", text(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_charge_complaint", "charge", ["complaint"], unique=False)
    op.create_index("ix_charge_state", "charge", ["state"], unique=False)
    op.create_table(
        "casegroup",
        number("id"),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("plan_version", sa.Integer(), nullable=False),
        sa.Column("state", text(), nullable=False),
        sa.Column("reason", text(), nullable=False),
        sa.Column("by", text(), nullable=False),
        sa.Column("at", moment(), nullable=False),
        sa.Column("decided_by", text(), nullable=False),
        sa.Column("decided_at", moment(), nullable=True),
        sa.Column("decision", text(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_casegroup_state", "casegroup", ["state"], unique=False)
    op.create_table(
        "groupmember",
        number("group_id"),
        sa.Column("complaint", text(), nullable=False),
        sa.Column("likeness", sa.Integer(), nullable=False),
        sa.Column("at", moment(), nullable=False),
        sa.Column("left_at", moment(), nullable=True),
        sa.PrimaryKeyConstraint("group_id", "complaint"),
    )
    op.create_index("ix_groupmember_complaint", "groupmember", ["complaint"], unique=False)
    op.create_table(
        "unitplan",
        number("id"),
        sa.Column("unit", text(), nullable=False),
        sa.Column("plan_version", sa.Integer(), nullable=False),
        sa.Column("since", moment(), nullable=False),
        sa.Column("until", moment(), nullable=True),
        sa.Column("by", text(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_unitplan_unit", "unitplan", ["unit"], unique=False)


def downgrade():
    for name in ["unitplan", "groupmember", "casegroup", "charge"]:
        op.drop_table(name)
    for table, added in ADDED.items():
        with op.batch_alter_table(table) as batch:
            for name, _kind, _value in added:
                batch.drop_column(name)
