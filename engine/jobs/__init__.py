"""One queue, two adapters."""
