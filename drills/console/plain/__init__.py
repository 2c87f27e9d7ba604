"""The console without a screen: what is new line by line, short commands, for slow lines, screen readers and pipes."""
