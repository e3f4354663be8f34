"""Slack: what it delivers, what the bot sends, and how both look."""
