"""What comes in: feeds that are watched, published articles looked at again, rules of sites, tokens, and messages."""

from podme_audio.library.database import Database
from podme_audio.library.intake.feeds import Feed, Watched
from podme_audio.library.intake.messages import Messages
from podme_audio.library.intake.origins import Look, Origin, Origins, Standing
from podme_audio.library.intake.rules import ShowRules, SiteRules
from podme_audio.library.intake.tokens import SCOPES, Token, Tokens

__all__ = [
    "SCOPES",
    "Feed",
    "Intake",
    "Look",
    "Messages",
    "Origin",
    "Origins",
    "ShowRules",
    "SiteRules",
    "Standing",
    "Token",
    "Tokens",
    "Watched",
]


class Intake:
    """What one library knows of what comes in."""

    def __init__(self, database: Database) -> None:
        self.watched = Watched(database)
        self.origins = Origins(database)
        self.tokens = Tokens(database)
        self.messages = Messages(database)
        self.rules = ShowRules(database)
