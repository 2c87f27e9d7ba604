"""Exercise control's console."""
