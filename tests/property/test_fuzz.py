"""The short form of `make fuzz`: news-like and arbitrary texts through all stages but the model."""

from hypothesis import HealthCheck, given, settings

from tests.fuzz.grammar import texts
from tests.fuzz.invariants import check


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(texts)
def test_every_promise_holds_for_any_text(text: str) -> None:
    check(text)
