"""what matters say is found: a full-text index, the database's own, made from the record."""

from alembic import op


revision = "7c1f0a52b9e4"
down_revision = "0683751364d1"
branch_labels = None
depends_on = None


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("CREATE VIRTUAL TABLE search_text USING fts5(process_instance_id UNINDEXED, words)")
    else:
        op.execute(
            "CREATE TABLE search_text (process_instance_id VARCHAR(32) NOT NULL, words TSVECTOR NOT NULL)"
        )
        op.execute("CREATE INDEX ix_search_text_words ON search_text USING gin (words)")
    op.execute("CREATE TABLE search_place (last_history_id BIGINT NOT NULL)")


def downgrade() -> None:
    op.execute("DROP TABLE search_place")
    op.execute("DROP TABLE search_text")
