"""The questions a user task asks: JSON Schema 2020-12 with a UI schema."""
