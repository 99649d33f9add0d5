"""Which operations of AWS a function's code can call, read by its source: all that its handler reaches.

More is found than one run would do: both sides of every branch, and each method of that name in all classes
that are made. What only an annotation names is not reached.
"""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple, TypeAlias

from botocore import xform_name  # type: ignore[import-untyped]
from botocore.session import get_session  # type: ignore[import-untyped]

ROOT = Path(__file__).parents[2]
Symbol: TypeAlias = tuple[str, str]
"""A module of the project, and a name at its top."""
Function: TypeAlias = ast.FunctionDef | ast.AsyncFunctionDef
_ONLY_TYPES = frozenset({"annotation", "returns"})
_NO_CLIENTS = frozenset({"Console", "catalogue", "console", "linker"})
"""What has a method `query` as well."""


class Module(NamedTuple):
    """What the names at the top of a module are made by, and where imported ones come from."""

    made: dict[str, ast.stmt]
    imported: dict[str, Symbol]


def called_operations(handler: str, services: tuple[str, ...]) -> set[str]:
    """The operations as ``service:Operation`` that a handler such as ``package.module.handle`` reaches."""
    called = reach_of(handler).called
    return {f"{service}:{word}" for name in called for service, word in _owners(name, services)}


@cache
def reach_of(handler: str) -> "Reach":
    """All that a handler reaches."""
    module, _, name = handler.rpartition(".")
    reach = Reach()
    reach.follow((module, name))
    return reach


class Reach:
    """What is behind a symbol: ``symbols``, and ``called``, the names of all methods that are called."""

    def __init__(self) -> None:
        self.called: set[str] = set()
        self.symbols: set[Symbol] = set()
        self._mentioned: set[str] = set()
        self._methods: list[tuple[str, Function]] = []

    def follow(self, start: Symbol) -> None:
        """Go on until nothing new comes up; a method is looked at once something mentions its name."""
        todo = [start]
        while todo:
            todo += self._look_at(todo.pop())
            if not todo:
                todo += self._look_at_methods()

    def _look_at(self, symbol: Symbol) -> Iterator[Symbol]:
        module, name = symbol
        made = _read(module).made.get(name)
        if symbol in self.symbols or made is None:
            return
        self.symbols.add(symbol)
        if isinstance(made, ast.ClassDef):
            methods = [each for each in made.body if isinstance(each, Function)]
            self._methods += [(module, each) for each in methods]
            made = ast.ClassDef(**{**vars(made), "body": [e for e in made.body if e not in methods]})
        yield from self._read(module, made)

    def _look_at_methods(self) -> list[Symbol]:
        """What the methods say that something has mentioned by now."""
        ready = [each for each in self._methods if self._is_mentioned(each[1].name)]
        self._methods = [each for each in self._methods if each not in ready]
        return [symbol for module, method in ready for symbol in self._read(module, method)]

    def _is_mentioned(self, name: str) -> bool:
        return name in self._mentioned or (name.startswith("__") and name.endswith("__"))

    def _read(self, module: str, code: ast.AST) -> Iterator[Symbol]:
        """The symbols that code names."""
        for node in _parts(code):
            match node:
                case ast.Call(func=ast.Attribute(value=of, attr=name)) if _last_name(of) not in _NO_CLIENTS:
                    self.called.add(name)
                case ast.Attribute(attr=name):
                    self._mentioned.add(name)
                case ast.Name(id=name):
                    yield _read(module).imported.get(name, (module, name))


def _last_name(node: ast.AST) -> str:
    """``catalogue`` of ``desk.catalogue``, ``Console`` of ``Console(region)``."""
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
        case ast.Call(func=func):
            return _last_name(func)
        case _:
            return ""


def _parts(node: ast.AST) -> Iterator[ast.AST]:
    """A piece of code and all within, without types."""
    yield node
    for field, value in ast.iter_fields(node):
        if field not in _ONLY_TYPES:
            for each in value if isinstance(value, list) else [value]:
                if isinstance(each, ast.AST):
                    yield from _parts(each)


@cache
def _read(module: str) -> Module:
    """A module of the project; anything else is empty."""
    start = ROOT / module.replace(".", "/")
    files = [file for file in (start.with_suffix(".py"), start / "__init__.py") if file.is_file()]
    if not files:
        return Module({}, {})
    tree = ast.parse(files[0].read_text(encoding="utf-8"))
    imported = {
        alias.asname or alias.name: (node.module, alias.name)
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module
        for alias in node.names
    }
    return Module({name: node for node in tree.body for name in _names(node)}, imported)


def _names(node: ast.stmt) -> list[str]:
    match node:
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            return [name]
        case ast.Assign(targets=targets):
            return [each.id for each in targets if isinstance(each, ast.Name)]
        case ast.AnnAssign(target=ast.Name(id=name)):
            return [name]
        case _:
            return []


@cache
def _owners(name: str, services: tuple[str, ...]) -> list[tuple[str, str]]:
    """The services whose clients have a method of this name, each with its operation."""
    return [(service, word) for service in services for word in _words(service) if xform_name(word) == name]


@cache
def _words(service: str) -> tuple[str, ...]:
    return tuple(get_session().get_service_model(service).operation_names)
