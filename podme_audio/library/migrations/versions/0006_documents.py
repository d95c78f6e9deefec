"""Documents keep compressed forms and what the hub was told of them; episodes, where they are tasted best."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("revisions", sa.Column("taste", sa.JSON, nullable=True))
    op.add_column("documents", sa.Column("announced", sa.String, nullable=False, server_default=""))
    op.add_column("documents", sa.Column("asked", sa.DateTime(timezone=True), nullable=True))
    op.add_column("documents", sa.Column("refusals", sa.Integer, nullable=False, server_default="0"))
    for name in ("gzip", "brotli"):
        op.add_column("documents", sa.Column(name, sa.LargeBinary, nullable=False, server_default=sa.text("''")))


def downgrade() -> None:
    op.drop_column("revisions", "taste")
    for name in ("brotli", "gzip", "refusals", "asked", "announced"):
        op.drop_column("documents", name)
