"""The HTTP API, /api/v1: one module a noun."""
