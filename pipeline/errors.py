"""The errors Verbatim raises on purpose: one root, so that callers can tell them from bugs.

A message says what is wrong, where (file, offset, rule), and what to do.
"""

from typing import Any


class VerbatimError(Exception):
    """Root of all errors raised on purpose."""


class ConfigurationError(VerbatimError):
    """A setting (option, environment variable, folder) cannot be used."""


class RuleError(VerbatimError):
    """A rule or registry file is malformed."""


class StoreError(VerbatimError):
    """The store or the raw store does not hold what it should."""


class BusyError(VerbatimError):
    """Another run is writing to the same output."""


class AuditError(VerbatimError):
    """A blocking check found rows that break a promise; nothing is published. `checks` holds every check's result."""

    def __init__(self, message: str, checks: tuple[Any, ...] = ()) -> None:
        super().__init__(message)
        self.checks = checks


class ReleaseError(VerbatimError):
    """A release is missing, damaged, or cannot be made."""


class SqlError(VerbatimError):
    """A SQL model, macro or check is malformed or cannot be run."""
