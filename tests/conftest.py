"""What all tests share: how Hypothesis looks for examples."""

from hypothesis import settings

# A shared or busy machine must not fail a property by being slow; what is slow is found by the benchmarks.
settings.register_profile("verbatim", deadline=None)
settings.load_profile("verbatim")
