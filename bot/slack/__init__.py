"""Slack: what it delivers, what it is told, and how both are drawn."""
