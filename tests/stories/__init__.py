"""Whole stories, told in a browser: people at their desks, pages as they see them, a clock that we move."""
