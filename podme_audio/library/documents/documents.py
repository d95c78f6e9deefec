"""Documents: what was rendered goes in; the bytes, and what HTTP and the hub know of them, come out."""

from collections.abc import Collection, Mapping
from datetime import datetime
from hashlib import sha256

from sqlalchemy import delete, select

from podme_audio.library.database import Database
from podme_audio.library.tables import NO_FORMS, Document, DocumentMark, DocumentRow, added

_MARK = tuple(getattr(DocumentRow, name) for name in DocumentMark._fields)


class Documents:
    """The documents of one library."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def keep(
        self, name: str, content: bytes, *, fingerprint: str, now: datetime, forms: Mapping[str, bytes] = NO_FORMS
    ) -> Document:
        """Keep rendered bytes and their compressed *forms*; etag and time of change move only when the content does.

        What another process rendered later than *now* stays, and is returned.
        """
        etag = sha256(content).hexdigest()[:32]
        with self._database.writing() as session:
            row = session.get(DocumentRow, name, with_for_update=True)
            if row is None:
                row = added(session, DocumentRow(name=name, etag="", modified=now.replace(microsecond=0)))
            if row.etag != etag:
                if row.etag and row.modified > now.replace(microsecond=0):
                    return row.document()
                row.etag, row.content, row.modified = etag, content, now.replace(microsecond=0)
                row.gzip, row.brotli = forms.get("gzip", b""), forms.get("br", b"")
                row.asked, row.refusals = None, 0
            row.fingerprint = fingerprint
            return row.document()

    def read(self, name: str) -> Document | None:
        with self._database.reading() as session:
            row = session.get(DocumentRow, name)
            return None if row is None else row.document()

    def mark(self, name: str) -> DocumentMark | None:
        """Return what is known of a document, without reading it."""
        with self._database.reading() as session:
            row = session.execute(select(*_MARK).where(DocumentRow.name == name)).first()
            return None if row is None else DocumentMark._make(row)

    def found(self, prefix: str, etag: str) -> Document | None:
        """Return the document of such a name whose etag begins so."""
        named = DocumentRow.name.startswith(prefix, autoescape=True)
        wanted = select(DocumentRow).where(named, DocumentRow.etag.startswith(etag, autoescape=True)).limit(1)
        with self._database.reading() as session:
            row = session.scalars(wanted).first() if etag else None
            return None if row is None else row.document()

    def marks(self, prefix: str) -> dict[str, DocumentMark]:
        """Return what is known of the documents whose names begin so, without reading them."""
        with self._database.reading() as session:
            rows = session.execute(select(*_MARK).where(DocumentRow.name.startswith(prefix, autoescape=True)))
            return {row[0]: DocumentMark._make(row) for row in rows}

    def forget(self, names: Collection[str]) -> None:
        if names:
            with self._database.writing() as session:
                session.execute(delete(DocumentRow).where(DocumentRow.name.in_(names)))

    def announced(self, name: str, told: str, *, now: datetime) -> None:
        """Note what the hub was told of a document; with nothing, that it could not be told."""
        with self._database.writing() as session:
            row = session.get(DocumentRow, name, with_for_update=True)
            if row is not None:
                row.announced, row.asked = told or row.announced, now
                row.refusals = 0 if told else row.refusals + 1
