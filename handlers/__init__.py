"""A person's wish: one file per thing a person can ask."""
