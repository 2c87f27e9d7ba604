"""From authored models to the engine's Plan, one module a kind of thing."""
