"""A seat at the other end of a wire: the host's drill as a console plays it."""
