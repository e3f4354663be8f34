"""Jobs: the worker that claims them, and what it does when one fails."""
