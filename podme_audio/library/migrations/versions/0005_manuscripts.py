"""What editors work on: scripts and the show's own words; and who asked for what, and what it took."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_MOMENT = sa.DateTime(timezone=True)
_BUILDS = ("title", "editor")


def upgrade() -> None:
    for name in _BUILDS:
        op.add_column("builds", sa.Column(name, sa.String, nullable=False, server_default=""))
    op.add_column("builds", sa.Column("urgent", sa.Boolean, nullable=False, server_default=sa.false()))
    op.create_table(
        "manuscripts",
        sa.Column("id", sa.String, primary_key=True),
        *(
            sa.Column(name, sa.String, nullable=False)
            for name in ("title", "editor", "engine", "voice", "guid", "build")
        ),
        sa.Column("version", sa.Integer, nullable=False),
        *(sa.Column(name, _MOMENT, nullable=False) for name in ("created", "changed")),
        sa.Column("script", sa.JSON, nullable=False),
    )
    op.create_index("ix_manuscripts_changed_id", "manuscripts", ["changed", "id"])
    op.create_index("ix_manuscripts_guid", "manuscripts", ["guid"])
    op.create_table(
        "lexicon",
        *(sa.Column(name, sa.String, nullable=False) for name in ("section", "written", "spoken", "editor")),
        sa.Column("changed", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("section", "written", name="pk_lexicon"),
    )
    op.create_table(
        "usage",
        *(sa.Column(name, sa.String, nullable=False) for name in ("engine", "month")),
        *(sa.Column(name, sa.Integer, nullable=False) for name in ("lines", "characters")),
        sa.PrimaryKeyConstraint("engine", "month", name="pk_usage"),
    )


def downgrade() -> None:
    op.drop_table("usage")
    op.drop_table("lexicon")
    op.drop_table("manuscripts")
    for name in (*_BUILDS, "urgent"):
        op.drop_column("builds", name)
