"""One vocabulary table a language; a language is one file."""
