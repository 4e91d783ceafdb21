"""The only importer of SQLAlchemy: tables, types, the unit of work, dialects, migrations."""
