"""Passwords: kept as argon2 hashes, compared in the same time whether or not the login exists."""

from __future__ import annotations

from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from engine.errors import FieldError, InvalidSubmission

LONGEST = 1024  # so that nobody makes us hash a novel
_hasher = PasswordHasher()


def hash_of(password: str, *, shortest: int = 1) -> str:
    """What is stored. Too short or too long is refused."""
    if not shortest <= len(password) <= LONGEST:
        raise InvalidSubmission([FieldError("/password", f"{shortest} to {LONGEST} characters are needed")])
    return _hasher.hash(password)


def fits(password: str, stored: str | None) -> bool:
    """Whether it is the password that was stored; with nothing stored, never, but not sooner."""
    if len(password) > LONGEST:
        return False
    try:
        return _hasher.verify(stored or _nobody(), password) and stored is not None
    except (VerificationError, InvalidHashError):
        return False


@cache
def _nobody() -> str:
    return _hasher.hash("nobody has this password")
