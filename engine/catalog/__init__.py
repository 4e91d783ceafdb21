"""Responsibilities: what stands in their folders, and each deployed version compiled once."""
