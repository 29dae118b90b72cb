"""What a run says in a terminal: progress, notes and errors in few words; the UI has all events.

What belongs here: the look of a line. What does not: what is told (assets/wrapping.py).
"""

import logging
import sys

import dagster as dg


class FewWords(logging.Formatter):
    """The message alone, without the run's id and the like."""

    def format(self, record: logging.LogRecord) -> str:
        """The words that were logged; those of an event of Dagster's own as they come."""
        said = getattr(record, "dagster_meta", None) or {}
        return str(said.get("orig_message") or record.getMessage())


@dg.logger(config_schema={}, description="Progress, notes and errors in few words, for a terminal.")
def console(_context: dg.InitLoggerContext) -> logging.Logger:
    """A logger to standard error; what is of no use to a reader (Dagster's own events, at DEBUG) is left out."""
    logger = logging.Logger("verbatim", logging.INFO)
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(FewWords())
    logger.addHandler(handler)
    return logger
