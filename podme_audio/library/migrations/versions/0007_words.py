"""What published episodes are found by, and the database's own index over it."""

import sqlalchemy as sa
from alembic import op

from podme_audio.library.archive import entries, index

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

#: Episodes in memory at once.
_BATCH = 100


def upgrade() -> None:
    op.create_table(
        "words",
        sa.Column("episode_id", sa.Integer, nullable=False),
        *(sa.Column(name, sa.String, nullable=False) for name in index.Within),
        sa.Column("lines", sa.JSON, nullable=False),
        sa.PrimaryKeyConstraint("episode_id", name="pk_words"),
        sa.ForeignKeyConstraint(["episode_id"], ["episodes.id"], name="fk_words_episodes", ondelete="CASCADE"),
    )
    index.create(op.get_bind())
    _enter()


def downgrade() -> None:
    index.drop(op.get_bind())
    op.drop_table("words")


def _enter() -> None:
    """Let what is published be found."""
    connection = op.get_bind()
    known, heard, words = (sa.table(name, *map(sa.column, columns)) for name, columns in _TABLES.items())
    at = sa.and_(heard.c.episode_id == known.c.id, heard.c.number == known.c.revision)
    wanted = sa.select(known.c.id, known.c.title, known.c.description, sa.type_coerce(heard.c.cues, sa.JSON))
    wanted = wanted.join_from(known, heard, at).where(known.c.state == "published").order_by(known.c.id).limit(_BATCH)
    last = 0
    while found := connection.execute(wanted.where(known.c.id > last)).all():
        for last, title, description, cues in found:
            told = entries.entry(title, description, ((cue["start"], cue["text"]) for cue in cues))
            told["lines"] = sa.type_coerce(told["lines"], sa.JSON)
            connection.execute(words.insert().values(episode_id=last, **told))


_TABLES = {
    "episodes": ("id", "title", "description", "state", "revision"),
    "revisions": ("episode_id", "number", "cues"),
    "words": ("episode_id", *index.Within, "lines"),
}
