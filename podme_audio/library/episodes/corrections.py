"""Two versions of what is said in, whether the later one puts the earlier right out."""

from collections.abc import Iterable

from podme_audio.model import Line, Role

#: What the programme says of itself: its date changes from day to day, and nothing in the news with it.
_OWN = {Role.BRIDGE, Role.DISCLOSURE}


def corrects(before: Iterable[Line], after: Iterable[Line]) -> bool:
    """Whether a listener of the one hears other news in the other.

    >>> line = Line("a", Role.PARAGRAPH, "12 kelas", "dua belas kelas", 0.4)
    >>> corrects([line], [line]), corrects([line], [line, line])
    (False, True)
    """
    return _news(before) != _news(after)


def _news(lines: Iterable[Line]) -> list[tuple[str, str]]:
    return [(line.spoken, line.recording) for line in lines if line.role not in _OWN]
