"""The desk: accounts, what proves them, sessions, one-time links, attempts to sign in, and who changed what."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_MOMENT = sa.DateTime(timezone=True)
_TABLES = ("audit", "attempts", "invitations", "recovery_codes", "sessions", "editors", "secrets")


def upgrade() -> None:
    op.create_table(
        "secrets",
        sa.Column("name", sa.String, nullable=False),
        sa.Column("value", sa.String, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_secrets"),
    )
    _editors()
    _sessions()
    _proofs()
    op.create_table(
        "audit",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        *(sa.Column(name, sa.String, nullable=False) for name in ("who", "what", "subject")),
        *(sa.Column(name, sa.JSON, nullable=False) for name in ("before", "after")),
        sa.PrimaryKeyConstraint("id", name="pk_audit"),
    )
    for name in ("who", "what", "subject"):
        op.create_index(f"ix_audit_{name}_id", "audit", [name, "id"])


def downgrade() -> None:
    for table in _TABLES:
        op.drop_table(table)


def _editors() -> None:
    op.create_table(
        "editors",
        sa.Column("id", sa.Integer, nullable=False),
        *(sa.Column(name, sa.String, nullable=False) for name in ("name", "rank", "subject", "password", "seed")),
        sa.Column("factor", sa.Boolean, nullable=False),
        sa.Column("step", sa.BigInteger, nullable=False),
        sa.Column("created", _MOMENT, nullable=False),
        sa.Column("disabled", _MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_editors"),
        sa.UniqueConstraint("name", name="uq_editors_name"),
    )
    op.create_index("ix_editors_subject", "editors", ["subject"])


def _sessions() -> None:
    op.create_table(
        "sessions",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("digest", sa.String, nullable=False),
        sa.Column("editor_id", sa.Integer, nullable=False),
        *(sa.Column(name, _MOMENT, nullable=False) for name in ("created", "seen")),
        sa.Column("ended", _MOMENT, nullable=True),
        *(sa.Column(name, sa.String, nullable=False) for name in ("address", "agent")),
        sa.Column("whole", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_sessions"),
        sa.UniqueConstraint("digest", name="uq_sessions_digest"),
        _of_editor("sessions"),
    )
    op.create_index("ix_sessions_editor_id_address", "sessions", ["editor_id", "address"])


def _proofs() -> None:
    op.create_table(
        "recovery_codes",
        sa.Column("digest", sa.String, nullable=False),
        sa.Column("editor_id", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("digest", name="pk_recovery_codes"),
        _of_editor("recovery_codes"),
    )
    op.create_index("ix_recovery_codes_editor_id", "recovery_codes", ["editor_id"])
    op.create_table(
        "invitations",
        sa.Column("digest", sa.String, nullable=False),
        sa.Column("editor_id", sa.Integer, nullable=True),
        sa.Column("expires", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("digest", name="pk_invitations"),
        _of_editor("invitations"),
    )
    op.create_table(
        "attempts",
        sa.Column("gate", sa.String, nullable=False),
        sa.Column("count", sa.Integer, nullable=False),
        *(sa.Column(name, _MOMENT, nullable=False) for name in ("last", "until")),
        sa.PrimaryKeyConstraint("gate", name="pk_attempts"),
    )


def _of_editor(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["editor_id"], ["editors.id"], name=f"fk_{table}_editors", ondelete="CASCADE")
