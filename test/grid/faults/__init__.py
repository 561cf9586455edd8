"""Faults on real processes: a world to break, what breaks it, and the invariants that must hold all the same."""
