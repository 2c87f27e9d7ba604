"""Widgets of the console: they draw what they are handed and say what the person did; none knows the drill."""
