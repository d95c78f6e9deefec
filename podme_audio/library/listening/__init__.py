"""Who listens: what was delivered and heard goes in, counts come out, and nobody is known by name."""

from podme_audio.library.listening.agents import Agent, recognised
from podme_audio.library.listening.downloads import Downloads
from podme_audio.library.listening.plays import Plays, Sitting
from podme_audio.library.listening.rules import Delivered, Spans, day, neighbourhood, tag_length, union
from podme_audio.library.listening.statistics import (
    AppListening,
    DayListening,
    Days,
    EpisodeListening,
    LineListening,
    Statistics,
)

__all__ = [
    "Agent",
    "AppListening",
    "DayListening",
    "Days",
    "Delivered",
    "Downloads",
    "EpisodeListening",
    "LineListening",
    "Plays",
    "Sitting",
    "Spans",
    "Statistics",
    "day",
    "neighbourhood",
    "recognised",
    "tag_length",
    "union",
]
