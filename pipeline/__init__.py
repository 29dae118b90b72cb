"""Verbatim's library: raw news texts in, a versioned dataset of who says what about what out.

Nothing in here imports Dagster; orchestration lives in assets/.
"""

import os

# Read by numpy as it loads: on one thread a product of matrices has the same bits on any number of cores, and worker
# processes do not get into each other's way.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
