"""What all rows have in common."""

from datetime import datetime
from typing import TypeVar

from sqlalchemy import MetaData
from sqlalchemy.orm import DeclarativeBase, Session

from podme_audio.library.database import Moment

#: What a table says of itself whose rows are forgotten within days: they are in no backup.
PASSING = {"passing": True}


class Base(DeclarativeBase):
    #: Named, so that a migration can speak of each on every database.
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {datetime: Moment}  # noqa: RUF012 - SQLAlchemy's own declaration


Row = TypeVar("Row", bound=Base)


def added(session: Session, row: Row) -> Row:
    """Return *row*, which the session keeps from now on."""
    session.add(row)
    return row
