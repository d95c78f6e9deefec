"""Sections and authors that can be followed by themselves; corrections, covers, and sound for little data."""

import sqlalchemy as sa
from alembic import op

from podme_audio.library.episodes.slugs import slug

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_MOMENT = sa.DateTime(timezone=True)
_EPISODES = ("section_slug", "author_slug", "correction")
_REVISIONS = ("cover", "low_name", "correction")
_STRANDS = ("section_slug", "author_slug")


def upgrade() -> None:
    op.create_table(
        "strands",
        *(sa.Column(name, sa.String, nullable=False) for name in ("kind", "slug", "title", "guid")),
        sa.PrimaryKeyConstraint("kind", "slug", name="pk_strands"),
    )
    for table, names in (("episodes", _EPISODES), ("revisions", _REVISIONS)):
        for name in names:
            op.add_column(table, sa.Column(name, sa.String, nullable=False, server_default=""))
    op.add_column("episodes", sa.Column("corrected", _MOMENT, nullable=True))
    op.add_column("revisions", sa.Column("low", sa.JSON, nullable=True))
    _name_strands()
    for name in _STRANDS:
        op.create_index(f"ix_episodes_{name}_state_listed_id", "episodes", [name, "state", "listed", "id"])
    op.create_index("ix_revisions_low_name", "revisions", ["low_name"])


def downgrade() -> None:
    op.drop_index("ix_revisions_low_name", "revisions")
    for name in _STRANDS:
        op.drop_index(f"ix_episodes_{name}_state_listed_id", "episodes")
    for table, names in (("episodes", (*_EPISODES, "corrected")), ("revisions", (*_REVISIONS, "low"))):
        for name in names:
            op.drop_column(table, name)
    op.drop_table("strands")


def _name_strands() -> None:
    """Tell the strands of the episodes that are there already."""
    columns = [sa.column(name, sa.String) for name in ("section", "author", *_STRANDS)]
    episodes = sa.table("episodes", sa.column("id", sa.Integer), *columns)
    connection = op.get_bind()
    for id, section, author in connection.execute(sa.select(episodes.c.id, episodes.c.section, episodes.c.author)):
        told = {"section_slug": slug(section, ""), "author_slug": slug(author, "")}
        connection.execute(episodes.update().where(episodes.c.id == id).values(told))
