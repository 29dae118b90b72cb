"""Verbatim's library: raw news texts in, a versioned dataset of who says what about what out.

Nothing in here imports Dagster; orchestration lives in assets/.
"""

import os
import sys

# Read by numpy as it loads: on one thread a product of matrices has the same bits on any number of cores, and worker
# processes do not get into each other's way.
if "numpy" not in sys.modules:
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

IS_ONE_THREAD = os.environ.get("OPENBLAS_NUM_THREADS") == "1"
"""False where numpy was loaded before, or somebody asked for more threads: then its products are not relied on."""
