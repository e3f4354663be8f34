"""Orders and questions about meetings, greetings and help, as people word them in ten languages."""
