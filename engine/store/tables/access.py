"""Sessions, tokens, receipts of requests, and the small facts all machines share."""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, LargeBinary, String, Table

from engine.store.tables.metadata import metadata
from engine.store.types import Document, UTCDateTime

session = Table(
    "session",
    metadata,
    Column("id", String(64), primary_key=True),  # SHA-256 of what the cookie holds
    Column("login", String(100), nullable=False, index=True),
    Column("created_at", UTCDateTime, nullable=False),
    Column("seen_at", UTCDateTime, nullable=False),
    Column("expires_at", UTCDateTime, nullable=False),
    Column("data", Document),  # locale, acting post
)

# Sign-ins that failed, by the hash of what was tried: a login, an address (real time).
failed_sign_in = Table(
    "failed_sign_in",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("key", String(64), nullable=False),
    Column("at", UTCDateTime, nullable=False),
    Index(None, "key", "at"),
)

api_token = Table(
    "api_token",
    metadata,
    Column("id", String(64), primary_key=True),  # SHA-256 of the token
    Column("login", String(100), nullable=False, index=True),
    Column("name", String(100), nullable=False),
    Column("created_at", UTCDateTime, nullable=False),
    Column("revoked_at", UTCDateTime),
)

# A request that carried an Idempotency-Key (real time).
receipt = Table(
    "receipt",
    metadata,
    Column("id", String(64), primary_key=True),  # hash of caller, method, path and key
    Column("claim", String(32), nullable=False, unique=True),  # of the try that counts; an older one is void
    Column("holder", String(200), nullable=False),  # the process that tries
    Column("body_hash", String(64), nullable=False),
    Column("state", String(10), nullable=False),  # running, committed, answered
    Column("result", Document),  # what the command made, written with it
    Column("status", Integer),
    Column("headers", Document),
    Column("answer", LargeBinary),
    Column("created_at", UTCDateTime, nullable=False),
    Index(None, "created_at"),
)

# Counters that tell caches they are old, and the manual clock.
fact = Table(
    "fact",
    metadata,
    Column("name", String(60), primary_key=True),  # directory, calendar, policies, clock
    Column("revision", Integer, nullable=False),
    Column("value", Document),
)
