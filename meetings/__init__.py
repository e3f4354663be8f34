"""Meeting services: one module or package each, and the one client that talks to them."""
