"""feedgen puts a process into the C locale for every date; ours must not."""

import locale
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

from podme_audio.feed import Channel, Item, render


def test_threads_that_render_leave_the_locale_alone(channel: Channel, make: Callable[..., Item], now: datetime) -> None:
    before = locale.setlocale(locale.LC_ALL)
    items = [make(number) for number in range(1, 20)]

    with ThreadPoolExecutor(8) as pool:
        feeds = set(pool.map(lambda _turn: render(channel, items, now=now), range(16)))

    assert len(feeds) == 1
    assert locale.setlocale(locale.LC_ALL) == before
