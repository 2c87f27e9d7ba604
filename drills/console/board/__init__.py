"""The case board as a screen shows it: its sections, the rows of each, and a page about every row."""
