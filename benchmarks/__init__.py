"""How fast the simulation is, and next to what: ``python -m benchmarks``."""
