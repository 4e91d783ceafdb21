"""What one may know of the machine. Read only; the answers are frozen."""
