"""What a piece of work depends on besides its input rows: code, rules, libraries, each as a hash.

What belongs here: hashing the import closure of a module within pipeline/ and the versions of the libraries it uses.
What does not: hashing rules (pipeline/rulebook.py) and rows (pipeline/store.py).

Code counts as its syntax tree without docstrings, so comments, layout and documentation are no change.
"""

import ast
import hashlib
import importlib.metadata
import json
import sys
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parent.parent
PACKAGE: Final = "pipeline"


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """Hashes of the code and of the rules, and the libraries as 'name==version', sorted."""

    code: str
    rules: str
    libraries: tuple[str, ...]

    @property
    def key(self) -> str:
        """One hash over all of it."""
        return hash_of(asdict(self))


def hash_of(value: object) -> str:
    """SHA-256 of a JSON-like value in canonical form; dates and times count as their ISO form."""
    text = json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=str)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def fingerprint(module: str, rules: str = "", libraries: Iterable[str] = ()) -> Fingerprint:
    """Fingerprint of work that begins in `module` ('pipeline.steps.clean').

    `rules` is the hash of the rule sets it reads; `libraries` are distributions that it uses without importing them.
    """
    modules, imported = code_closure(module)
    code = hash_of({name: _code(name).tree for name in modules})
    used = {dist for name in imported for dist in _distributions().get(name, ())} | set(libraries)
    versions = sorted(f"{name.lower()}=={importlib.metadata.version(name)}" for name in used)
    python = f"python=={sys.version_info.major}.{sys.version_info.minor}"
    return Fingerprint(code, rules, (*versions, python))


@cache
def code_closure(module: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The modules of pipeline/ that `module` imports, directly or not, itself included; and the libraries they import.

    Both sorted; libraries as top-level import names, the standard library left out.
    """
    todo, modules, libraries = [module], set[str](), set[str]()
    while todo:
        name = todo.pop()
        if name in modules or _path(name) is None:
            continue
        modules.add(name)
        for imported in _code(name).imports:
            top = imported.partition(".")[0]
            if top == PACKAGE:
                todo.append(imported)
            elif top not in sys.stdlib_module_names:
                libraries.add(top)
    return tuple(sorted(modules)), tuple(sorted(libraries))


@dataclass(frozen=True, slots=True)
class _Code:
    """What counts of a module: the hash of its syntax tree without docstrings, and the full names of what it imports.

    Of 'from a import b' both a and a.b are named, since b may be a module.
    """

    tree: str
    imports: frozenset[str]


@cache
def _code(module: str) -> _Code:
    path = _path(module)
    if path is None:
        raise ModuleNotFoundError(module)
    tree = ast.parse(path.read_text(encoding="utf-8"))
    imports = set[str]()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            imports.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            imports.add(node.module)
            imports.update(f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            _drop_docstring(node)
    return _Code(hashlib.sha256(ast.dump(tree).encode()).hexdigest(), frozenset(imports))


def _drop_docstring(node: ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) -> None:
    first = node.body[0] if node.body else None
    if (
        isinstance(first, ast.Expr)
        and isinstance(first.value, ast.Constant)
        and isinstance(first.value.value, str)
    ):
        node.body = node.body[1:]


def _path(module: str) -> Path | None:
    base = ROOT.joinpath(*module.split("."))
    for path in (base.with_suffix(".py"), base / "__init__.py"):
        if path.is_file():
            return path
    return None


@cache
def _distributions() -> dict[str, list[str]]:
    return {name: sorted(set(dists)) for name, dists in importlib.metadata.packages_distributions().items()}
