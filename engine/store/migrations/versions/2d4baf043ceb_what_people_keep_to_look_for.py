"""what people keep to look for."""

from alembic import op
import sqlalchemy as sa
from engine.store import types


revision = "2d4baf043ceb"
down_revision = "ef0d0927372f"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "saved_filter",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("owner", sa.String(length=100), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("criteria", types.Document(), nullable=False),
        sa.Column("shared_with", sa.String(length=200), nullable=True),
        sa.Column("created_at", types.UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_filter")),
    )
    with op.batch_alter_table("saved_filter", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_saved_filter_owner"), ["owner"], unique=False)
        batch_op.create_index(batch_op.f("ix_saved_filter_shared_with"), ["shared_with"], unique=False)


def downgrade() -> None:
    op.drop_table("saved_filter")
