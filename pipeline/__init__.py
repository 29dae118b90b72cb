"""Verbatim's library: raw news texts in, a versioned dataset of who says what about what out.

Nothing in here imports Dagster; orchestration lives in assets/.
"""
