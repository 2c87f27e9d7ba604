"""From a compact network spec to the engine's Estate, one module a kind of thing; `scenarios.province` is the door."""
