"""Faults on purpose: `make faults` kills runs at many moments; tests/integration/test_faults.py is the short form."""
