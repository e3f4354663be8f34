"""What people and channels settle."""
