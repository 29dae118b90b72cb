"""Ingest: bytes in, raw documents out, and the ledger of what came when.

What belongs here: one module a format, their dispatch, and the ledger. What does not: judging what a line is (cleaning).
"""
