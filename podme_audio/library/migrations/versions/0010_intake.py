"""What comes in: how looks at feeds went, how published articles stand at their source, tokens, hooks."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "feeds",
        sa.Column("address", sa.String, primary_key=True),
        *(sa.Column(name, sa.String, nullable=False) for name in ("etag", "modified", "error")),
        sa.Column("failures", sa.Integer, nullable=False),
        *(sa.Column(name, _MOMENT, nullable=True) for name in ("looked", "succeeded", "failed", "due")),
    )
    op.create_table(
        "origins",
        *(sa.Column(name, sa.String, nullable=False) for name in ("guid", "reference", "standing", "told")),
        *(sa.Column(name, _MOMENT, nullable=False) for name in ("looked", "since")),
        sa.PrimaryKeyConstraint("guid", "reference", name="pk_origins"),
    )
    op.create_table(
        "tokens",
        sa.Column("id", sa.String, primary_key=True),
        *(sa.Column(name, sa.String, nullable=False) for name in ("name", "digest")),
        sa.Column("scopes", sa.JSON, nullable=False),
        sa.Column("created", _MOMENT, nullable=False),
        *(sa.Column(name, _MOMENT, nullable=True) for name in ("expires", "used", "revoked")),
    )
    op.create_table(
        "messages", sa.Column("id", sa.String, primary_key=True), sa.Column("seen", _MOMENT, nullable=False)
    )


def downgrade() -> None:
    for table in ("messages", "tokens", "origins", "feeds"):
        op.drop_table(table)
