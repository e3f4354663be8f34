"""A loopback Slack workspace, written from Slack's own pages."""
