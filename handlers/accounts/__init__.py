"""People's accounts: connected, listed, forgotten, and opened for a conversation."""
