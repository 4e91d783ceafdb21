"""Legality review."""
