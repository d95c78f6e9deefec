"""How the tables came to be, step by step: a connection in a transaction goes in, HEAD's tables are there after it."""

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection


def upgrade(connection: Connection) -> None:
    """Run the steps that are missing; the caller's transaction keeps other processes out and commits."""
    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def knows(revision: str) -> bool:
    """Whether *revision* is one of ours, and not of a version to come."""
    return revision in {script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()}


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", "podme_audio.library:migrations")
    config.set_main_option("path_separator", "os")
    return config
