"""The shelf: show, episodes, their revisions and articles, rendered documents."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _shows()
    _episodes()
    _revisions()
    _articles()
    _documents()


def downgrade() -> None:
    for table in ("documents", "articles", "revisions", "episodes", "shows"):
        op.drop_table(table)


def _shows() -> None:
    texts = (
        *("title", "description", "author", "owner_name", "owner_email"),
        *("language", "category", "subcategory", "link", "guid"),
    )
    op.create_table(
        "shows",
        sa.Column("id", sa.Integer, nullable=False),
        *(sa.Column(name, sa.String, nullable=False) for name in texts),
        sa.PrimaryKeyConstraint("id", name="pk_shows"),
    )


def _episodes() -> None:
    texts = ("guid", "slug", "origin", "title", "description", "section", "author", "state")
    op.create_table(
        "episodes",
        sa.Column("id", sa.Integer, nullable=False),
        *(sa.Column(name, sa.String, nullable=False) for name in texts),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("created", _MOMENT, nullable=False),
        sa.Column("updated", _MOMENT, nullable=False),
        sa.Column("published", _MOMENT, nullable=True),
        sa.Column("listed", _MOMENT, nullable=False),
        sa.Column("links", sa.JSON, nullable=False),
        sa.Column("references", sa.JSON, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_episodes"),
        sa.UniqueConstraint("guid", name="uq_episodes_guid"),
        sa.UniqueConstraint("slug", name="uq_episodes_slug"),
    )
    op.create_index("ix_episodes_origin", "episodes", ["origin"])
    op.create_index("ix_episodes_listed_id", "episodes", ["listed", "id"])
    op.create_index("ix_episodes_state_listed_id", "episodes", ["state", "listed", "id"])


def _revisions() -> None:
    op.create_table(
        "revisions",
        sa.Column("episode_id", sa.Integer, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("created", _MOMENT, nullable=False),
        *(sa.Column(name, sa.String, nullable=False) for name in ("engine", "voice", "media_name")),
        sa.Column("media_size", sa.BigInteger, nullable=False),
        sa.Column("media_type", sa.String, nullable=False),
        *(sa.Column(name, sa.Double, nullable=False) for name in ("duration", "loudness", "true_peak")),
        *(sa.Column(name, sa.JSON, nullable=False) for name in ("chapters", "lines", "cues")),
        sa.PrimaryKeyConstraint("episode_id", "number", name="pk_revisions"),
        sa.ForeignKeyConstraint(["episode_id"], ["episodes.id"], name="fk_revisions_episodes", ondelete="CASCADE"),
    )
    op.create_index("ix_revisions_media_name", "revisions", ["media_name"])


def _articles() -> None:
    op.create_table(
        "articles",
        *(sa.Column(name, sa.Integer, nullable=False) for name in ("episode_id", "number", "position")),
        *(sa.Column(name, sa.String, nullable=False) for name in ("reference", "url", "title")),
        sa.Column("content", sa.JSON, nullable=False),
        sa.PrimaryKeyConstraint("episode_id", "number", "position", name="pk_articles"),
        sa.ForeignKeyConstraint(
            ["episode_id", "number"],
            ["revisions.episode_id", "revisions.number"],
            name="fk_articles_revisions",
            ondelete="CASCADE",
        ),
    )
    op.create_index("ix_articles_reference", "articles", ["reference"])
    op.create_index("ix_articles_url", "articles", ["url"])


def _documents() -> None:
    op.create_table(
        "documents",
        *(sa.Column(name, sa.String, nullable=False) for name in ("name", "etag", "fingerprint")),
        sa.Column("modified", _MOMENT, nullable=False),
        sa.Column("content", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_documents"),
    )
