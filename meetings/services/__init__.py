"""One file a meeting service, and nothing else."""
