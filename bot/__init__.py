"""The program: settings, the commands, Slack, the web, and the wiring that joins everything."""

__version__ = "0.1.0"
