"""One module a step of the plan: which tables go in and out, which rules it reads, and which pure function it calls.

What belongs here: the thin adaptation of rows to pipeline/text and back. What does not: the work itself.
"""
