"""A sandbox to try the bot in: a loopback Slack and loopback meeting services."""
