"""The acceptance scenarios of the domain, told through the HTTP API with the manual clock."""
