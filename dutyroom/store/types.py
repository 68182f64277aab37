"""The column type of every text: round-trips any Python string, sorts by code point on both databases."""

from __future__ import annotations

from sqlalchemy import Dialect, MetaData, String
from sqlalchemy.types import TypeDecorator, TypeEngine
from sqlmodel.sql.sqltypes import AutoString

from dutyroom.store.text import from_store, to_store


class ExactText(TypeDecorator[str]):
    """Text that comes back as it went in; see ``store.text`` for the few characters that databases refuse."""

    impl = String
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[str]:
        """PostgreSQL would otherwise sort by the server's locale, SQLite by bytes."""
        return dialect.type_descriptor(String(collation="C" if dialect.name == "postgresql" else None))

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """Python text to stored text."""
        return None if value is None else to_store(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:
        """Stored text to Python text."""
        return None if value is None else from_store(value)


def use_exact_text(metadata: MetaData) -> None:
    """Give every text column of the tables this type."""
    for table in metadata.tables.values():
        for column in table.columns:
            if isinstance(column.type, (String, AutoString)):
                column.type = ExactText()
