"""What counts as a change of code, and what does not."""

from pathlib import Path

import pytest

from pipeline import fingerprint as module
from pipeline.fingerprint import code_closure, fingerprint, hash_of


@pytest.fixture
def code(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A pipeline/ of its own: a imports b, c is imported by nobody."""
    folder = tmp_path / "pipeline"
    folder.mkdir()
    (folder / "__init__.py").write_text("")
    (folder / "a.py").write_text(
        '"""A."""\nfrom pipeline import b\nimport pyarrow\n\n\ndef f():\n    return b.g()\n'
    )
    (folder / "b.py").write_text("def g():\n    return 1\n")
    (folder / "c.py").write_text("x = 1\n")
    monkeypatch.setattr(module, "ROOT", tmp_path)
    return folder


def digest() -> str:
    module._code.cache_clear()
    code_closure.cache_clear()
    return fingerprint("pipeline.a").code


def test_the_closure_follows_imports_and_names_libraries(code: Path) -> None:
    digest()
    assert code_closure("pipeline.a") == (("pipeline", "pipeline.a", "pipeline.b"), ("pyarrow",))
    assert any(lib.startswith("pyarrow==") for lib in fingerprint("pipeline.a").libraries)


def test_comments_and_docstrings_are_no_change(code: Path) -> None:
    before = digest()
    (code / "a.py").write_text(
        '"""Another word."""\n\nfrom pipeline import b  # why\nimport pyarrow\n\ndef f():\n    """Doc."""\n    return b.g()\n'
    )
    assert digest() == before


@pytest.mark.parametrize(("name", "is_change"), [("b.py", True), ("c.py", False)])
def test_code_counts_where_it_is_imported(code: Path, name: str, is_change: bool) -> None:
    before = digest()
    (code / name).write_text("def g():\n    return 2\n")
    assert (digest() != before) is is_change


def test_rules_and_named_libraries_count() -> None:
    plain = fingerprint("pipeline.errors")
    assert plain.key != fingerprint("pipeline.errors", rules="x").key
    assert plain.key != fingerprint("pipeline.errors", libraries=["spacy"]).key
    assert hash_of({"a": 1, "b": 2}) == hash_of({"b": 2, "a": 1})
