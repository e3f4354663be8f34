"""The program: settings, command line, and the doors to Slack and to browsers."""
