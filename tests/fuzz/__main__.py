"""python -m tests.fuzz [--examples N]: long runs over readers and stages; Hypothesis prints the smallest text that fails."""

import argparse

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.ingest.readers import read_file
from tests.fuzz.grammar import texts
from tests.fuzz.invariants import check

SUFFIXES = (".txt", ".html", ".jsonl", ".csv", ".xml", ".eml", ".zip", ".gz", ".warc", ".json", ".rss")


@given(texts)
def stages(text: str) -> None:
    """Any text goes through all stages."""
    check(text)


@given(st.one_of(st.binary(max_size=2000), texts.map(str.encode)), st.sampled_from(SUFFIXES))
def readers(payload: bytes, suffix: str) -> None:
    """Any bytes are read or refused, the same way twice."""
    assert read_file(payload, suffix) == read_file(payload, suffix)


def main() -> None:
    """Runs both for as many examples as wanted."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--examples", type=int, default=3000)
    options = parser.parse_args()
    long = settings(
        max_examples=options.examples, deadline=None, suppress_health_check=list(HealthCheck), print_blob=True
    )
    for prove in (readers, stages):
        long(prove)()
        print(f"{prove.__name__}: {options.examples} examples, nothing found", flush=True)


if __name__ == "__main__":
    main()
