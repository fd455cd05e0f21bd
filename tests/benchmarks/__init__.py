"""Measurements, each a module with a `main`; none is run by pytest."""
