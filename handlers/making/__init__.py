"""Making meetings: at once, or for later once a person has said yes to what was understood."""
