"""The full-text index of each kind of database: FTS5 in SQLite, tsvector and GIN in PostgreSQL.

Both hang on the table ``words`` and follow it by themselves, in its transaction. The words in it are folded already, so
neither does more than tell where spaces are. PostgreSQL remembers 256 places of a word in one row, and none after the
16,383rd word: a phrase that is first heard after those is found on SQLite alone.
"""

from enum import StrEnum

from sqlalchemy import Connection, Select, bindparam, column, func, select, table

from podme_audio.library.archive.words import Wanted

#: The names that only the index has, for who compares tables.
NAME = "words_index"


class Within(StrEnum):
    """Where words are looked for: the columns of ``words``."""

    TITLE = "title"
    SUMMARY = "summary"
    WHOLE = "whole"


_ENTER = (
    "INSERT INTO words_index (rowid, title, summary, whole) VALUES (new.episode_id, new.title, new.summary, new.whole)"
)
_LEAVE = (
    "INSERT INTO words_index (words_index, rowid, title, summary, whole) "
    "VALUES ('delete', old.episode_id, old.title, old.summary, old.whole)"
)
_FTS5 = "fts5(title, summary, whole, content='words', content_rowid='episode_id', tokenize='ascii', columnsize=0)"
_TSVECTOR = "tsvector GENERATED ALWAYS AS (to_tsvector('simple', {name})) STORED"

_CREATE = {
    "sqlite": (
        f"CREATE VIRTUAL TABLE {NAME} USING {_FTS5}",
        f"CREATE TRIGGER words_entered AFTER INSERT ON words BEGIN {_ENTER}; END",
        f"CREATE TRIGGER words_left AFTER DELETE ON words BEGIN {_LEAVE}; END",
        f"CREATE TRIGGER words_changed AFTER UPDATE ON words BEGIN {_LEAVE}; {_ENTER}; END",
    ),
    "postgresql": tuple(
        statement
        for name in Within
        for statement in (
            f"ALTER TABLE words ADD COLUMN {NAME}_{name} {_TSVECTOR.format(name=name)}",
            f"CREATE INDEX ix_{NAME}_{name} ON words USING gin ({NAME}_{name})",
        )
    ),
}
#: The rest goes with the table.
_DROP = {"sqlite": (f"DROP TABLE {NAME}",), "postgresql": ()}


def create(connection: Connection) -> None:
    """Hang the index on the table ``words``, which is empty."""
    for statement in _CREATE[connection.dialect.name]:
        connection.exec_driver_sql(statement)


def drop(connection: Connection) -> None:
    """Take it off again, before the table goes."""
    for statement in _DROP[connection.dialect.name]:
        connection.exec_driver_sql(statement)


def matching(dialect: str, within: Within, wanted: Wanted) -> Select[int]:
    """Return what selects the ids of the episodes that have there all that is wanted."""
    if dialect == "sqlite":
        fts5 = table(NAME, column("rowid"), column(within))
        return select(fts5.c.rowid).where(fts5.c[within].op("MATCH")(bindparam(None, _fts5(wanted))))
    words = table("words", column("episode_id"), column(f"{NAME}_{within}"))
    query = func.to_tsquery("simple", bindparam(None, _tsquery(wanted)))
    return select(words.c.episode_id).where(words.c[f"{NAME}_{within}"].op("@@")(query))


def _fts5(wanted: Wanted) -> str:
    """Write it in FTS5's language; words are letters and digits, so quotation marks keep all of them words."""
    return " AND ".join(f'"{" ".join(phrase)}"' for phrase in wanted.phrases) + (" *" if wanted.open else "")


def _tsquery(wanted: Wanted) -> str:
    """Write it in PostgreSQL's language."""
    phrases = ["(" + " <-> ".join(f"'{word}'" for word in phrase) for phrase in wanted.phrases]
    return ") & ".join(phrases) + (":*)" if wanted.open else ")")
