"""who sent a message."""

from alembic import op
import sqlalchemy as sa


revision = "de3d4275dd11"
down_revision = "0e736e31751f"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("message", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("sent_by", sa.String(length=100), server_default="system", nullable=False)
        )


def downgrade() -> None:
    with op.batch_alter_table("message", schema=None) as batch_op:
        batch_op.drop_column("sent_by")
