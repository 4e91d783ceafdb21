"""The window: the only importer of Flask."""
