"""Measurements of speed and memory: `make bench`, or python -m tests.bench NAME. No test fails by a clock."""
