"""Arbitrary and news-like texts through the stages: `make fuzz`; tests/property/test_fuzz.py is the short form."""
