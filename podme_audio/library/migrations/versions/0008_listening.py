"""Downloads and plays: what is counted, and what it is counted by for as long as that takes."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_MOMENT = sa.DateTime(timezone=True)
_INDEXES = (("listeners", "began"), ("downloads", "day"), ("sittings", "began"), ("plays", "day"))


def upgrade() -> None:
    _create("salts", {"day": sa.Date}, {"salt": sa.LargeBinary})
    _create(
        "listeners",
        {"listener": sa.String, "guid": sa.String},
        {"began": _MOMENT, "name": sa.String, "counted": sa.Boolean, "spans": sa.JSON},
    )
    _create("downloads", {"guid": sa.String, "day": sa.Date, "app": sa.String}, {"count": sa.Integer})
    _create(
        "sittings",
        {"id": sa.String, "guid": sa.String},
        {"began": _MOMENT, "seconds": sa.Double, "spans": sa.JSON},
        sa.Column("tenths", sa.Integer, nullable=True),
    )
    _create(
        "plays",
        {"guid": sa.String, "day": sa.Date, "tenths": sa.Integer},
        {"plays": sa.Integer, "seconds": sa.Double},
    )
    _create("line_plays", {"guid": sa.String, "line": sa.String}, {"plays": sa.Integer})
    for table, column in _INDEXES:
        op.create_index(f"ix_{table}_{column}", table, [column])


def downgrade() -> None:
    for table, column in _INDEXES:
        op.drop_index(f"ix_{table}_{column}", table)
    for table in ("line_plays", "plays", "sittings", "downloads", "listeners", "salts"):
        op.drop_table(table)


def _create(table: str, keys: dict[str, Any], others: dict[str, Any], *more: sa.Column[Any]) -> None:
    columns = [sa.Column(name, type, nullable=False) for name, type in (keys | others).items()]
    op.create_table(table, *columns, *more, sa.PrimaryKeyConstraint(*keys, name=f"pk_{table}"))
