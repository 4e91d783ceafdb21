"""The story helper: an office with people in it and a clock that we move. A pytest plugin."""
