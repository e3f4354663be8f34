"""A street to try the house on: a loopback Slack and loopback meeting services."""
