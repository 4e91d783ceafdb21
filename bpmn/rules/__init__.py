"""What a diagram must satisfy, one rule a module."""
