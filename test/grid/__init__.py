"""Fixtures for suites that run the real programs: private environments, grids of processes, honest comparisons."""
