"""What the office does. One folder is one responsibility; see README.md."""
