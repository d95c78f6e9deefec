"""What is in the making: builds, their lines, and workers; and when a scheduled episode is due."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("episodes", sa.Column("due", _MOMENT, nullable=True))
    _builds()
    _lines()
    op.create_table(
        "workers",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("seen", _MOMENT, nullable=False),
        sa.Column("lines", sa.Integer, nullable=False),
        sa.Column("reaped_by", sa.String, nullable=False),
    )
    op.create_table(
        "watched",
        *(sa.Column(name, sa.String, nullable=False) for name in ("feed", "reference", "digest")),
        sa.Column("seen", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("feed", "reference", name="pk_watched"),
    )


def downgrade() -> None:
    for table in ("watched", "workers", "build_lines", "builds"):
        op.drop_table(table)
    op.drop_column("episodes", "due")


def _builds() -> None:
    texts = ("origin", "state", "stage", "engine", "voice", "error", "guid", "owner")
    numbers = ("done", "total", "said", "reused", "attempt", "claims")
    op.create_table(
        "builds",
        sa.Column("id", sa.String, primary_key=True),
        *(sa.Column(name, sa.String, nullable=False) for name in texts),
        *(sa.Column(name, sa.Integer, nullable=False) for name in numbers),
        sa.Column("references", sa.JSON, nullable=False),
        sa.Column("created", _MOMENT, nullable=False),
        sa.Column("updated", _MOMENT, nullable=False),
        sa.Column("started", _MOMENT, nullable=True),
        sa.Column("finished", _MOMENT, nullable=True),
        sa.Column("asked", sa.LargeBinary, nullable=False),
    )
    op.create_index("ix_builds_origin_state", "builds", ["origin", "state"])
    op.create_index("ix_builds_state_updated", "builds", ["state", "updated"])
    op.create_index("ix_builds_created", "builds", ["created"])


def _lines() -> None:
    op.create_table(
        "build_lines",
        sa.Column("build", sa.String, nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        *(sa.Column(name, sa.String, nullable=False) for name in ("line", "written", "state", "error")),
        sa.Column("reused", sa.Boolean, nullable=False),
        sa.Column("seconds", sa.Double, nullable=False),
        sa.PrimaryKeyConstraint("build", "position", name="pk_build_lines"),
    )
