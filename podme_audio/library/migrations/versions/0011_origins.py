"""Where articles come from: links to drafts, rules of sites, since when a feed is broken, and what stands there now."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "previews",
        sa.Column("id", sa.String, primary_key=True),
        *(sa.Column(name, sa.String, nullable=False) for name in ("guid", "name", "digest", "who")),
        sa.Column("created", _MOMENT, nullable=False),
        *(sa.Column(name, _MOMENT, nullable=True) for name in ("expires", "opened", "ended")),
    )
    op.create_index("ix_previews_guid", "previews", ["guid"])
    op.create_table(
        "site_rules",
        sa.Column("host", sa.String, primary_key=True),
        sa.Column("rules", sa.JSON, nullable=False),
        sa.Column("who", sa.String, nullable=False),
        sa.Column("changed", _MOMENT, nullable=False),
    )
    op.add_column("feeds", sa.Column("broken", _MOMENT, nullable=True))
    op.add_column("feeds", sa.Column("kind", sa.String, nullable=False, server_default=""))
    for name in ("mark", "dismissed", "who"):
        op.add_column("origins", sa.Column(name, sa.String, nullable=False, server_default=""))
    op.add_column("origins", sa.Column("article", sa.JSON, nullable=True))


def downgrade() -> None:
    for table, names in (("origins", ("article", "who", "dismissed", "mark")), ("feeds", ("kind", "broken"))):
        for name in names:
            op.drop_column(table, name)
    op.drop_table("site_rules")
    op.drop_index("ix_previews_guid", "previews")
    op.drop_table("previews")
