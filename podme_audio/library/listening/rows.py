"""The rows of who listens: what is counted stays; by what it was counted is forgotten within two days."""

from datetime import date, datetime

from sqlalchemy import Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from podme_audio.library.database import Whole
from podme_audio.library.listening.rules import Spans, Window
from podme_audio.library.tables import PASSING, Base


class SaltRow(Base):
    """What a day's listeners are hashed with."""

    __tablename__ = "salts"
    __table_args__ = ({"info": PASSING},)

    day: Mapped[date] = mapped_column(primary_key=True)
    salt: Mapped[bytes] = mapped_column(LargeBinary)


class ListenerRow(Base):
    """What one listener got of one episode: address and agent are a hash, and nothing else of them is kept."""

    __tablename__ = "listeners"
    __table_args__ = (Index(None, "began"), {"info": PASSING})

    listener: Mapped[str] = mapped_column(primary_key=True)
    guid: Mapped[str] = mapped_column(primary_key=True)
    began: Mapped[datetime]
    name: Mapped[str]
    counted: Mapped[bool]
    spans: Mapped[Spans] = mapped_column(Whole(Spans))

    @property
    def window(self) -> Window:
        return Window(self.began, self.name, self.spans, self.counted)

    def stand(self, window: Window) -> None:
        self.began, self.name, self.spans, self.counted = window.began, window.name, window.spans, window.counted


class DownloadRow(Base):
    """How often an episode was downloaded on a day by an app; the app's name is empty for what nobody has listed."""

    __tablename__ = "downloads"
    __table_args__ = (Index(None, "day"),)

    guid: Mapped[str] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    app: Mapped[str] = mapped_column(primary_key=True)
    count: Mapped[int]


class SittingRow(Base):
    """What was heard on one page that somebody has open; its id is drawn by lot each time the page is loaded."""

    __tablename__ = "sittings"
    __table_args__ = (Index(None, "began"), {"info": PASSING})

    id: Mapped[str] = mapped_column(primary_key=True)
    guid: Mapped[str] = mapped_column(primary_key=True)
    began: Mapped[datetime]
    #: What of it was counted already: tenths is None while that is nothing.
    tenths: Mapped[int | None]
    seconds: Mapped[float]
    spans: Mapped[Spans] = mapped_column(Whole(Spans))


class PlayRow(Base):
    """How many plays of an episode on a day heard so many tenths of it, and for how long all of them."""

    __tablename__ = "plays"
    __table_args__ = (Index(None, "day"),)

    guid: Mapped[str] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    tenths: Mapped[int] = mapped_column(primary_key=True)
    plays: Mapped[int]
    seconds: Mapped[float]


class LinePlayRow(Base):
    """How many plays heard a line."""

    __tablename__ = "line_plays"

    guid: Mapped[str] = mapped_column(primary_key=True)
    line: Mapped[str] = mapped_column(primary_key=True)
    plays: Mapped[int]


#: What is known of an episode's listeners.
OF_EPISODES = (ListenerRow, DownloadRow, SittingRow, PlayRow, LinePlayRow)
