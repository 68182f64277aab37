"""Runs the migrations on the connection that dutyroom.store.migrate hands over, all in its one transaction."""

from alembic import context
from sqlmodel import SQLModel

from dutyroom.store import triggers
from dutyroom.store.rows.record import JournalEntry

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=SQLModel.metadata, render_as_batch=True)
with context.begin_transaction():
    context.run_migrations()

# Batch mode copies a table and drops the old one, and its triggers go with it without a word.
if connection.dialect.has_table(connection, JournalEntry.__table__.name):
    triggers.install(connection)
