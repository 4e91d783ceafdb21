"""Faults put in on purpose: processes killed, calls that fail, records altered."""
