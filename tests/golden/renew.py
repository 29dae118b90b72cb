"""Writes the golden files and the outputs in README.md anew: `python -m tests.golden.renew`."""

import json
import tempfile
from pathlib import Path
from typing import Final

from tests.golden.sample import FENCE, README, golden_documents, printed, run_sample

FOLDER: Final = Path(__file__).parent


def file_of(source_path: str) -> Path:
    """The golden file of a text of the sample."""
    return FOLDER / (source_path.replace("/", "__") + ".json")


def main() -> None:
    """Runs the sample and writes what came of it."""
    with tempfile.TemporaryDirectory() as output:
        dataset = run_sample(Path(output))
        for path in FOLDER.glob("*.json"):
            path.unlink()
        for source_path, document in golden_documents(dataset).items():
            text = json.dumps(document, ensure_ascii=False, indent=1) + "\n"
            file_of(source_path).write_text(text, encoding="utf-8")
        text = README.read_text(encoding="utf-8")
        for found in reversed(list(FENCE.finditer(text))):
            output_text = printed(dataset, found["query"])
            text = text[: found.start("output")] + output_text + text[found.end("output") :]
        README.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
