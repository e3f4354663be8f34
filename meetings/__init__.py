"""Meeting services: one file a service, one wire that talks to them."""
