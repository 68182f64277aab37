"""The first schema: every table of the room, the journal's head and its triggers."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def text():
    """Sorted by code point on both databases."""
    return sa.String().with_variant(sa.String(collation="C"), "postgresql")


def moment():
    """A moment in UTC."""
    return sa.DateTime(timezone=True)


TRIGGERS = {
    "sqlite": (
        "CREATE TRIGGER journal_no_update BEFORE UPDATE ON journal "
        "BEGIN SELECT RAISE(ABORT, 'the journal is never changed'); END",
        "CREATE TRIGGER journal_no_delete BEFORE DELETE ON journal "
        "BEGIN SELECT RAISE(ABORT, 'the journal is never changed'); END",
    ),
    "postgresql": (
        "CREATE OR REPLACE FUNCTION journal_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'the journal is never changed'; END $$",
        "CREATE TRIGGER journal_no_change BEFORE UPDATE OR DELETE ON journal "
        "FOR EACH ROW EXECUTE FUNCTION journal_refuse()",
        "CREATE TRIGGER journal_no_truncate BEFORE TRUNCATE ON journal "
        "FOR EACH STATEMENT EXECUTE FUNCTION journal_refuse()",
    ),
}


def upgrade():
    op.create_table(
        "appointment",
        sa.Column("id", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("role", text(), nullable=False),
        sa.Column("person", text(), nullable=False),
        sa.Column("unit", text(), nullable=False),
        sa.Column("since", moment(), nullable=False),
        sa.Column("until", moment(), nullable=True),
        sa.Column("state", text(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_appointment_role", "appointment", ["role"], unique=False)
    op.create_table(
        "attempt",
        sa.Column("person", text(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("last", moment(), nullable=False),
        sa.PrimaryKeyConstraint("person"),
    )
    op.create_table(
        "blindtoken",
        sa.Column("token", text(), nullable=False),
        sa.Column("subject", text(), nullable=False),
        sa.PrimaryKeyConstraint("token", "subject"),
    )
    op.create_index("ix_blindtoken_subject", "blindtoken", ["subject"], unique=False)
    op.create_table(
        "board_row",
        sa.Column("number", text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("pinned", sa.Boolean(), nullable=False),
        sa.Column("level", text(), nullable=False),
        sa.Column("level_rank", sa.Integer(), nullable=False),
        sa.Column("channel", text(), nullable=False),
        sa.Column("category", text(), nullable=False),
        sa.Column("unit", text(), nullable=False),
        sa.Column("owner", text(), nullable=False),
        sa.Column("status", text(), nullable=False),
        sa.Column("summary", text(), nullable=False),
        sa.Column("received", moment(), nullable=False),
        sa.Column("late", sa.Boolean(), nullable=False),
        sa.Column("clock", text(), nullable=False),
        sa.Column("clock_name", text(), nullable=False),
        sa.Column("clock_en", text(), nullable=False),
        sa.Column("clock_unit", text(), nullable=False),
        sa.Column("started", moment(), nullable=True),
        sa.Column("due", moment(), nullable=True),
        sa.Column("warn", moment(), nullable=True),
        sa.Column("provisional", sa.Boolean(), nullable=False),
        sa.Column("paused", sa.Boolean(), nullable=False),
        sa.Column("acknowledged", sa.Boolean(), nullable=False),
        sa.Column("emergency", text(), nullable=False),
        sa.PrimaryKeyConstraint("number"),
    )
    op.create_index("ix_board_row_order", "board_row", ["pinned", "due", "number"], unique=False)
    op.create_table(
        "call",
        sa.Column("number", text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("taken_by", text(), nullable=False),
        sa.Column("received", moment(), nullable=False),
        sa.Column("typed", moment(), nullable=False),
        sa.Column("caller", text(), nullable=False),
        sa.Column("state", text(), nullable=False),
        sa.Column("summary", text(), nullable=False),
        sa.Column("complaint", text(), nullable=False),
        sa.Column("outcome", text(), nullable=False),
        sa.PrimaryKeyConstraint("number"),
    )
    op.create_table(
        "caseclock",
        sa.Column("id", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("subject", text(), nullable=False),
        sa.Column("code", text(), nullable=False),
        sa.Column("kind", text(), nullable=False),
        sa.Column("unit", text(), nullable=False),
        sa.Column("amount", sa.Integer(), nullable=False),
        sa.Column("start", moment(), nullable=False),
        sa.Column("due", moment(), nullable=False),
        sa.Column("provisional", sa.Boolean(), nullable=False),
        sa.Column("warn", moment(), nullable=True),
        sa.Column("met_at", moment(), nullable=True),
        sa.Column("verdict", text(), nullable=False),
        sa.Column("clause", text(), nullable=False),
        sa.Column("source", text(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_caseclock_subject", "caseclock", ["subject"], unique=False)
    op.create_table(
        "command",
        sa.Column("id", text(), nullable=False),
        sa.Column("digest", text(), nullable=False),
        sa.Column("outcome", text(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "complaint",
        sa.Column("number", text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("plan_version", sa.Integer(), nullable=False),
        sa.Column("level", text(), nullable=False),
        sa.Column("category", text(), nullable=False),
        sa.Column("channel", text(), nullable=False),
        sa.Column("unit", text(), nullable=False),
        sa.Column("owner", text(), nullable=False),
        sa.Column("status", text(), nullable=False),
        sa.Column("summary", text(), nullable=False),
        sa.Column("happened", moment(), nullable=True),
        sa.Column("received", moment(), nullable=False),
        sa.Column("typed", moment(), nullable=False),
        sa.Column("late", sa.Boolean(), nullable=False),
        sa.Column("acknowledged_by", text(), nullable=False),
        sa.Column("acknowledged_at", moment(), nullable=True),
        sa.Column("satisfied", text(), nullable=False),
        sa.Column("closed_at", moment(), nullable=True),
        sa.Column("emergency", text(), nullable=False),
        sa.Column("facts", text(), nullable=False),
        sa.Column("steps", text(), nullable=False),
        sa.PrimaryKeyConstraint("number"),
    )
    op.create_index("ix_complaint_emergency", "complaint", ["emergency"], unique=False)
    op.create_table(
        "contact",
        sa.Column("id", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("subject", text(), nullable=False),
        sa.Column("at", moment(), nullable=False),
        sa.Column("by", text(), nullable=False),
        sa.Column("purpose", text(), nullable=False),
        sa.Column("person", text(), nullable=False),
        sa.Column("number", text(), nullable=False),
        sa.Column("result", text(), nullable=False),
        sa.Column("again_at", moment(), nullable=True),
        sa.Column("text", text(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_contact_subject", "contact", ["subject"], unique=False)
    op.create_table(
        "counter",
        sa.Column("name", text(), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("name"),
    )
    op.create_table(
        "decision",
        sa.Column("id", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("subject", text(), nullable=False),
        sa.Column("gate", text(), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("outcome", text(), nullable=False),
        sa.Column("by", text(), nullable=False),
        sa.Column("role", text(), nullable=False),
        sa.Column("reason", text(), nullable=False),
        sa.Column("clause", text(), nullable=False),
        sa.Column("at", moment(), nullable=False),
        sa.Column("telephone", text(), nullable=False),
        sa.Column("witness", text(), nullable=False),
        sa.Column("signed_at", moment(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_decision_subject", "decision", ["subject"], unique=False)
    op.create_table(
        "draft",
        sa.Column("id", text(), nullable=False),
        sa.Column("person", text(), nullable=False),
        sa.Column("form", text(), nullable=False),
        sa.Column("subject", text(), nullable=False),
        sa.Column("sealed", text(), nullable=False),
        sa.Column("at", moment(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "emergency",
        sa.Column("number", text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("plan_version", sa.Integer(), nullable=False),
        sa.Column("title", text(), nullable=False),
        sa.Column("place", text(), nullable=False),
        sa.Column("stage", text(), nullable=False),
        sa.Column("response", text(), nullable=False),
        sa.Column("reported", moment(), nullable=False),
        sa.Column("proposed_by", text(), nullable=False),
        sa.Column("commander", text(), nullable=False),
        sa.Column("activated", moment(), nullable=True),
        sa.Column("ended", moment(), nullable=True),
        sa.Column("scope", text(), nullable=False),
        sa.Column("facts", text(), nullable=False),
        sa.Column("rail", text(), nullable=False),
        sa.Column("follows", text(), nullable=False),
        sa.PrimaryKeyConstraint("number"),
    )
    op.create_table(
        "evidence",
        sa.Column("id", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("emergency", text(), nullable=False),
        sa.Column("condition", text(), nullable=False),
        sa.Column("met", sa.Boolean(), nullable=False),
        sa.Column("text", text(), nullable=False),
        sa.Column("by", text(), nullable=False),
        sa.Column("at", moment(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_evidence_emergency", "evidence", ["emergency"], unique=False)
    op.create_table(
        "gram",
        sa.Column("gram", text(), nullable=False),
        sa.Column("subject", text(), nullable=False),
        sa.PrimaryKeyConstraint("gram", "subject"),
    )
    op.create_index("ix_gram_subject", "gram", ["subject"], unique=False)
    op.create_table(
        "journal",
        sa.Column("seq", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("at", moment(), nullable=False),
        sa.Column("actor", text(), nullable=False),
        sa.Column("role", text(), nullable=False),
        sa.Column("clause", text(), nullable=False),
        sa.Column("command_id", text(), nullable=False),
        sa.Column("subject", text(), nullable=False),
        sa.Column("kind", text(), nullable=False),
        sa.Column("payload", text(), nullable=False),
        sa.Column("prev", text(), nullable=False),
        sa.Column("format", sa.Integer(), nullable=False),
        sa.Column("mac", text(), nullable=False),
        sa.PrimaryKeyConstraint("seq"),
        sa.UniqueConstraint("command_id"),
        sa.UniqueConstraint("prev"),
    )
    op.create_index("ix_journal_subject", "journal", ["subject"], unique=False)
    op.create_table(
        "journal_head",
        sa.Column("id", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("mac", text(), nullable=False),
        sa.Column("key_check", text(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "logline",
        sa.Column("seq", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("at", moment(), nullable=False),
        sa.Column("happened", moment(), nullable=True),
        sa.Column("by", text(), nullable=False),
        sa.Column("subject", text(), nullable=False),
        sa.Column("late", sa.Boolean(), nullable=False),
        sa.Column("corrects", sa.Integer(), nullable=False),
        sa.Column("text", text(), nullable=False),
        sa.PrimaryKeyConstraint("seq"),
    )
    op.create_table(
        "measure",
        sa.Column("id", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("paper", sa.Integer(), nullable=False),
        sa.Column("kind", text(), nullable=False),
        sa.Column("text", text(), nullable=False),
        sa.Column("amount", text(), nullable=False),
        sa.Column("owner", text(), nullable=False),
        sa.Column("state", text(), nullable=False),
        sa.Column("proof", text(), nullable=False),
        sa.Column("done_at", moment(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_measure_paper", "measure", ["paper"], unique=False)
    op.create_table(
        "notice",
        sa.Column("id", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("emergency", text(), nullable=False),
        sa.Column("kind", text(), nullable=False),
        sa.Column("text", text(), nullable=False),
        sa.Column("at", moment(), nullable=False),
        sa.Column("by", text(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_notice_emergency", "notice", ["emergency"], unique=False)
    op.create_table(
        "paper",
        sa.Column("id", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("kind", text(), nullable=False),
        sa.Column("emergency", text(), nullable=False),
        sa.Column("complaint", text(), nullable=False),
        sa.Column("title", text(), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("text", text(), nullable=False),
        sa.Column("state", text(), nullable=False),
        sa.Column("author", text(), nullable=False),
        sa.Column("at", moment(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_paper_emergency", "paper", ["emergency"], unique=False)
    op.create_table(
        "pause",
        sa.Column("id", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("clock", sa.Integer(), nullable=False),
        sa.Column("since", moment(), nullable=False),
        sa.Column("until", moment(), nullable=True),
        sa.Column("reason", text(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_pause_clock", "pause", ["clock"], unique=False)
    op.create_table(
        "person",
        sa.Column("code", text(), nullable=False),
        sa.Column("name", text(), nullable=False),
        sa.Column("en", text(), nullable=False),
        sa.Column("phone", text(), nullable=False),
        sa.Column("unit", text(), nullable=False),
        sa.Column("secret", text(), nullable=False),
        sa.Column("pinyin", text(), nullable=False),
        sa.Column("verified", moment(), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("deputy", text(), nullable=False),
        sa.PrimaryKeyConstraint("code"),
    )
    op.create_table(
        "personal",
        sa.Column("subject", text(), nullable=False),
        sa.Column("name", text(), nullable=False),
        sa.Column("phone", text(), nullable=False),
        sa.Column("id_number", text(), nullable=False),
        sa.Column("content", text(), nullable=False),
        sa.Column("demand", text(), nullable=False),
        sa.Column("extra", text(), nullable=False),
        sa.PrimaryKeyConstraint("subject"),
    )
    op.create_table(
        "planversion",
        sa.Column("id", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("plan", text(), nullable=False),
        sa.Column("digest", text(), nullable=False),
        sa.Column("text", text(), nullable=False),
        sa.Column("since", moment(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "receipt",
        sa.Column("notice", sa.Integer(), nullable=False),
        sa.Column("unit", text(), nullable=False),
        sa.Column("at", moment(), nullable=True),
        sa.Column("by", text(), nullable=False),
        sa.PrimaryKeyConstraint("notice", "unit"),
    )
    op.create_table(
        "setting",
        sa.Column("key", text(), nullable=False),
        sa.Column("value", text(), nullable=False),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_table(
        "shift",
        sa.Column("id", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("person", text(), nullable=False),
        sa.Column("since", moment(), nullable=False),
        sa.Column("until", moment(), nullable=True),
        sa.Column("lead", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "sighting",
        sa.Column("id", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("emergency", text(), nullable=False),
        sa.Column("at", moment(), nullable=False),
        sa.Column("place", text(), nullable=False),
        sa.Column("reach", sa.Integer(), nullable=False),
        sa.Column("tone", text(), nullable=False),
        sa.Column("text", text(), nullable=False),
        sa.Column("by", text(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_sighting_emergency", "sighting", ["emergency"], unique=False)
    op.create_table(
        "subjectkey",
        sa.Column("subject", text(), nullable=False),
        sa.Column("wrapped", text(), nullable=False),
        sa.PrimaryKeyConstraint("subject"),
    )
    op.create_table(
        "task",
        sa.Column("id", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("emergency", text(), nullable=False),
        sa.Column("workstream", text(), nullable=False),
        sa.Column("code", text(), nullable=False),
        sa.Column("title", text(), nullable=False),
        sa.Column("en", text(), nullable=False),
        sa.Column("owner", text(), nullable=False),
        sa.Column("after", text(), nullable=False),
        sa.Column("state", text(), nullable=False),
        sa.Column("evidence", text(), nullable=False),
        sa.Column("done_at", moment(), nullable=True),
        sa.Column("done_by", text(), nullable=False),
        sa.Column("clause", text(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_task_emergency", "task", ["emergency"], unique=False)
    op.create_table(
        "unit",
        sa.Column("code", text(), nullable=False),
        sa.Column("name", text(), nullable=False),
        sa.Column("en", text(), nullable=False),
        sa.Column("parent", text(), nullable=False),
        sa.Column("kind", text(), nullable=False),
        sa.PrimaryKeyConstraint("code"),
    )
    op.create_table(
        "workstream",
        sa.Column("emergency", text(), nullable=False),
        sa.Column("code", text(), nullable=False),
        sa.Column("state", text(), nullable=False),
        sa.Column("since", moment(), nullable=False),
        sa.PrimaryKeyConstraint("emergency", "code"),
    )
    op.create_table(
        "personnumber",
        sa.Column("id", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("person", text(), nullable=False),
        sa.Column("kind", text(), nullable=False),
        sa.Column("number", text(), nullable=False),
        sa.Column("verified", moment(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_personnumber_person", "personnumber", ["person"], unique=False)
    op.create_table(
        "watch",
        sa.Column("id", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("number", text(), nullable=False),
        sa.Column("name", text(), nullable=False),
        sa.Column("reason", text(), nullable=False),
        sa.Column("by", text(), nullable=False),
        sa.Column("at", moment(), nullable=False),
        sa.Column("until", moment(), nullable=False),
        sa.Column("dropped", moment(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "wording",
        sa.Column("emergency", text(), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("text", text(), nullable=False),
        sa.Column("paper", sa.Integer(), nullable=False),
        sa.Column("by", text(), nullable=False),
        sa.Column("at", moment(), nullable=False),
        sa.PrimaryKeyConstraint("emergency", "edition"),
    )
    op.create_table(
        "handover",
        sa.Column("id", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", text(), nullable=False),
        sa.Column("outgoing", text(), nullable=False),
        sa.Column("signed_by", text(), nullable=False),
        sa.Column("incoming", text(), nullable=False),
        sa.Column("arriving", text(), nullable=False),
        sa.Column("staying", text(), nullable=False),
        sa.Column("items", text(), nullable=False),
        sa.Column("clocks", text(), nullable=False),
        sa.Column("note", text(), nullable=False),
        sa.Column("proposed", moment(), nullable=False),
        sa.Column("accepted", moment(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_handover_state", "handover", ["state"], unique=False)
    op.create_table(
        "instruction",
        sa.Column("id", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("giver", text(), nullable=False),
        sa.Column("taker", text(), nullable=False),
        sa.Column("text", text(), nullable=False),
        sa.Column("due", moment(), nullable=True),
        sa.Column("at", moment(), nullable=False),
        sa.Column("by", text(), nullable=False),
        sa.Column("state", text(), nullable=False),
        sa.Column("outcome", text(), nullable=False),
        sa.Column("done_at", moment(), nullable=True),
        sa.Column("done_by", text(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_instruction_state", "instruction", ["state"], unique=False)
    op.create_table(
        "logsignature",
        sa.Column("id", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("upto", sa.Integer(), nullable=False),
        sa.Column("by", text(), nullable=False),
        sa.Column("role", text(), nullable=False),
        sa.Column("at", moment(), nullable=False),
        sa.Column("text", text(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "roomcheck",
        sa.Column("id", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("at", moment(), nullable=False),
        sa.Column("by", text(), nullable=False),
        sa.Column("present", text(), nullable=False),
        sa.Column("text", text(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.execute("INSERT INTO journal_head (id, seq, mac, key_check) VALUES (1, 0, '', '')")
    for statement in TRIGGERS[op.get_bind().dialect.name]:
        op.execute(statement)


def downgrade():
    for name in ['roomcheck', 'logsignature', 'instruction', 'handover', 'wording', 'watch', 'personnumber', 'workstream', 'unit', 'task', 'subjectkey', 'sighting', 'shift', 'setting', 'receipt', 'planversion', 'personal', 'person', 'pause', 'paper', 'notice', 'measure', 'logline', 'journal_head', 'journal', 'gram', 'evidence', 'emergency', 'draft', 'decision', 'counter', 'contact', 'complaint', 'command', 'caseclock', 'call', 'board_row', 'blindtoken', 'attempt', 'appointment']:
        op.drop_table(name)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION journal_refuse()")
