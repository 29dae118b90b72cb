"""Orchestration with Dagster: one module a stage, each asset a table, a SQL model, or a step towards the release.

What belongs here: which task of the plan makes which assets, what the UI shows of them, and when they run. What does
not: any work on texts or tables (pipeline/). Modules here do without postponed annotations, which Dagster cannot read.
"""
