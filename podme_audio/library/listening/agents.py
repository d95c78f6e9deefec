"""A User-Agent in, who that is out: by the lists of the Open Podcast Analytics Working Group (``agents.json``)."""

import json
import re
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

#: A list -> what those in it are. They are asked in this order, and the first pattern that fits decides.
KINDS = {"bots": "bot", "apps": "app", "libraries": "library", "browsers": "browser"}
BOT = "bot"
#: Apple's watch fetches once more what the phone beside it has fetched (IAB 2.2).
_WATCH = "watchOS/"
#: What looks at feeds and sound for us is no listener.
_OURS = "PodmeAudio/"
_LINES = re.compile(r"[\r\n]+")


@dataclass(frozen=True, slots=True)
class Agent:
    """What speaks to us."""

    #: "bot", "app", "library" or "browser"; empty for what nobody has listed.
    kind: str
    #: "AntennaPod"; empty like the kind.
    name: str

    @property
    def listens(self) -> bool:
        """Whether there may be a person behind it."""
        return self.kind != BOT


@lru_cache(maxsize=4096)
def recognised(user_agent: str) -> Agent:
    """Say who that is; who says nothing is a bot.

    >>> recognised("AntennaPod/3.8.1"), recognised("Wget/1.21").listens, recognised("PodmeAudio/0.1.0").listens
    (Agent(kind='app', name='AntennaPod'), False, False)
    """
    told = _LINES.sub("", user_agent).strip()
    if not told or told.startswith(_OURS):
        return Agent(BOT, "")
    agent = next((agent for agent, pattern in _known() if pattern.search(told)), Agent("", ""))
    return Agent(BOT, agent.name) if _WATCH in told else agent


@cache
def _known() -> tuple[tuple[Agent, re.Pattern[str]], ...]:
    """Read the lists, when the first listener is to be recognised; a library may be listed as a bot, too."""
    lists = json.loads(Path(__file__).with_name("agents.json").read_text("utf-8"))
    return tuple(
        (Agent(category[0] if category else kind, name), re.compile(pattern))
        for title, kind in KINDS.items()
        for name, pattern, *category in lists[title]
    )
