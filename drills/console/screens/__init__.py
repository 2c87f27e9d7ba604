"""Screens of the console: the briefing, the desk, and the cards that are laid over it."""
