"""Names and numbers are found in all their spellings: no table is another, but `dutyroom db upgrade` makes the blind index
anew, with the room key that a migration has not; this version says that it must.
"""

revision = "spelling"
down_revision = "sealed"
branch_labels = None
depends_on = None


def upgrade():
    pass


def downgrade():
    pass
