"""What worker processes import before they are forked: every step with its libraries, so that they share that memory.

What belongs here: imports that take long. What does not: models and rules, which a process loads as it needs them.
"""

from importlib import import_module

import spacy.lang.fr  # noqa: F401  # compiles the expressions of French spelling, which takes as long as the rest

from pipeline.stored import STEPS

for _step in STEPS:
    import_module(f"pipeline.steps.{_step}")
