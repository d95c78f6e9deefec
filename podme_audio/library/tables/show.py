"""The rows of the show: what it says of itself, its strands, and what was rendered of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime
from types import MappingProxyType
from typing import NamedTuple

from sqlalchemy import LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from podme_audio.library.tables.base import Base
from podme_audio.model import Show

#: The id of the one show.
ONLY = 1
NO_FORMS: Mapping[str, bytes] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Document:
    """Rendered bytes, such as the feed, and what HTTP says of them."""

    content: bytes
    #: Without quotation marks.
    etag: str
    #: Whole seconds; moves only when the content changes.
    modified: datetime
    #: What the content was rendered from, in its maker's words.
    fingerprint: str
    #: The content compressed, by its name in HTTP: "gzip", "br".
    forms: Mapping[str, bytes] = field(default_factory=lambda: NO_FORMS)


class DocumentMark(NamedTuple):
    """What is known of a document without reading it."""

    name: str
    etag: str
    modified: datetime
    fingerprint: str
    #: What the hub was told: the etag, and which hub; when it was asked last, and how often in vain since.
    announced: str
    asked: datetime | None
    refusals: int


class ShowRow(Base):
    """The one show."""

    __tablename__ = "shows"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]
    description: Mapped[str]
    author: Mapped[str]
    owner_name: Mapped[str]
    owner_email: Mapped[str]
    language: Mapped[str]
    category: Mapped[str]
    subcategory: Mapped[str]
    link: Mapped[str]
    guid: Mapped[str]

    def stand(self, show: Show) -> None:
        """Say what *show* says."""
        for name in _SHOW:
            setattr(self, name, getattr(show, name))

    def show(self) -> Show:
        return Show(**{name: getattr(self, name) for name in _SHOW})


class StrandRow(Base):
    """A section or an author with a feed of its own; which of them have episodes is told by the episodes."""

    __tablename__ = "strands"

    kind: Mapped[str] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(primary_key=True)
    title: Mapped[str]
    guid: Mapped[str]


class DocumentRow(Base):
    """Rendered bytes, such as the feed."""

    __tablename__ = "documents"

    name: Mapped[str] = mapped_column(primary_key=True)
    etag: Mapped[str]
    fingerprint: Mapped[str]
    modified: Mapped[datetime]
    announced: Mapped[str] = mapped_column(default="")
    asked: Mapped[datetime | None]
    refusals: Mapped[int] = mapped_column(default=0)
    content: Mapped[bytes] = mapped_column(LargeBinary)
    gzip: Mapped[bytes] = mapped_column(LargeBinary, default=b"")
    brotli: Mapped[bytes] = mapped_column(LargeBinary, default=b"")

    def document(self) -> Document:
        forms = {name: form for name, form in (("br", self.brotli), ("gzip", self.gzip)) if form}
        return Document(self.content, self.etag, self.modified, self.fingerprint, forms)


_SHOW = tuple(field.name for field in fields(Show))
