"""Pure functions over text: text and rules in, records out.

What belongs here: one module a concern. What does not: files, network, clock, randomness, DuckDB, Arrow.
"""
