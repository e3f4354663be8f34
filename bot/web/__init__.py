"""HTTP: the pages that people see, health, and metrics."""
