"""A made meeting among its people: its card, its answers, who is told and who came."""
