"""What the bot remembers: the ledger of promises, meetings, people and sealed accounts."""
