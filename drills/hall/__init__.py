"""Who comes into an exercise and what they may do there: join codes, roles, the hand-out. Plain data in and out, no store, no web."""
