from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from engine.store import dialects, migrate
from engine.store.tables import metadata

NOT_OURS = ("procrastinate", "search_")  # the queue's own; an index that can be made again


def test_the_migrations_lead_to_the_tables(database_url: str) -> None:
    writer, reader = dialects.open_engines(database_url, pool_size=1)
    with writer.begin() as connection:
        ours = {"include_name": lambda name, kind, _: kind != "table" or not name.startswith(NOT_OURS)}
        context = MigrationContext.configure(connection, opts={"compare_type": True, **ours})
        assert compare_metadata(context, metadata) == []
    writer.dispose()
    reader.dispose()


def test_migrating_twice_changes_nothing(database_url: str) -> None:
    migrate.upgrade(database_url)
