"""Golden files: what the pipeline makes of each text of the bundled sample, and the outputs that README.md shows.

`python -m tests.golden.renew` writes them anew; a person reads the difference before it is committed.
"""
