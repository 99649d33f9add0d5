"""A file -> its document and one Spec an environment, or findings that say why not."""

from collections.abc import Iterator, Sequence, Set
from functools import cache
from itertools import islice
from pathlib import Path as FilePath
from typing import Any

import msgspec

from monitoring.diagnose import decode, diagnose
from monitoring.document import Document, Place, read
from monitoring.finding import Finding, Path, error
from monitoring.overrides import check_changes
from monitoring.spec.base import Name
from monitoring.spec.root import ENVIRONMENT, FOLDER, Spec

Data = dict[str, object]

MAX_FINDINGS = 100
MAX_ENVIRONMENTS = 20
_EXAMPLE = "write `environments: {staging: {}, production: {}}`"


class Loaded(msgspec.Struct, frozen=True):
    """What reading a file gave. ``specs`` is empty when ``findings`` holds errors."""

    document: Document
    specs: dict[str, Spec]
    findings: tuple[Finding, ...]

    def origin(self, environment: str, path: Path) -> Path:
        """Where in the file a value of one environment's spec stands: its override, if it has one."""
        own: Path = ("environments", environment, *path)
        return own if _exists(self.document.data, own) else path


def load(file: str) -> Loaded:
    """Read, merge each environment's changes, and convert; every problem is a finding."""
    document, findings = read(file)
    if document.data is None:
        return Loaded(document, {}, tuple(findings))
    return from_document(document, findings)


def from_document(document: Document, syntax: Sequence[Finding] = ()) -> Loaded:
    """The specs of a document, or why it has none; ``syntax`` is what is wrong with its YAML."""
    specs: dict[str, Spec] = {}
    found = list(islice(_diagnose_file(document.data), MAX_FINDINGS + 1))
    seen = frozenset(found)
    for name, changes in _environments(document.data).items():
        spec, problems = _convert(document, name, changes)
        found += _own(document.data, name, problems, seen)
        if spec is not None:
            specs[name] = spec
    kept = _cut([*syntax, *_unexplained(document, found, syntax)])
    return Loaded(document, {} if kept else specs, tuple(dict.fromkeys(kept)))


def _cut(findings: list[Finding]) -> list[Finding]:
    if len(findings) <= MAX_FINDINGS:
        return findings
    message = "there are more problems, which are not listed"
    last = findings[MAX_FINDINGS - 1]._replace(check="schema", message=message, fix="correct these first")
    return [*findings[:MAX_FINDINGS], last]


def _unexplained(document: Document, found: list[Finding], syntax: Sequence[Finding]) -> Iterator[Finding]:
    """What does not follow from a mistake of the YAML: no finding about a value that was misread."""
    misread = [document.locate(finding) for finding in syntax]
    for finding in found:
        place = document.locate(finding)
        is_value = not isinstance(_find(document.data, finding.path), dict | list)
        if not any(_meet(place, other, is_value) for other in misread) or not finding.path:
            yield finding


def _meet(place: Place, other: Place, overlap: bool) -> bool:
    if place.line != other.line:
        return False
    apart = place.column >= other.column + other.length or other.column >= place.column + place.length
    return not apart if overlap else place.column == other.column


def _environments(data: object) -> Data:
    """The environments whose changes can be applied."""
    environments = data.get("environments") if isinstance(data, dict) else None
    if not isinstance(environments, dict) or len(environments) > MAX_ENVIRONMENTS:
        return {}
    return {name: changes or {} for name, changes in environments.items() if isinstance(changes, dict | None)}


def _diagnose_file(data: object) -> Iterator[Finding]:
    environments = data.get("environments") if isinstance(data, dict) else None
    if environments is None or not _converts(data):
        yield from map(_with_example, _reasons(data, _file_model()))
    if not isinstance(data, dict) or not isinstance(environments, dict):
        return
    if not 1 <= len(environments) <= MAX_ENVIRONMENTS:
        message = f"`environments` has {len(environments):,} entries; 1 to {MAX_ENVIRONMENTS} are possible"
        yield error("schema", ("environments",), message, _EXAMPLE, on_key=True)
        return
    for name, changes in environments.items():
        yield from check_changes(data, changes, ("environments", name))


def _with_example(finding: Finding) -> Finding:
    about_them = finding.path == ("environments",) or finding.message == "the file has no `environments`"
    return finding._replace(fix=_EXAMPLE) if about_them else finding


@cache
def _file_model() -> type[msgspec.Struct]:
    """The whole file, where Spec is one environment of it; only built for broken files."""
    chapter = [("environments", dict[Name, Any])]
    return msgspec.defstruct("File", chapter, bases=(Spec,), frozen=True, kw_only=True)


def _reasons(data: object, model: type[msgspec.Struct]) -> Iterator[Finding]:
    """Why data does not convert, at least in msgspec's words: silence would pass for success."""
    silent = True
    for finding in diagnose(data, model, ()):
        silent = False
        yield finding
    if silent:
        try:
            msgspec.convert(data, model, dec_hook=decode)
        except (msgspec.ValidationError, ValueError) as problem:
            yield error("schema", (), f"the file cannot be read: {problem}", "correct what is said here")


def _converts(data: object) -> bool:
    try:
        msgspec.convert(data, Spec, dec_hook=decode)
    except (msgspec.ValidationError, ValueError):
        return False
    return True


def _convert(document: Document, name: str, changes: object) -> tuple[Spec | None, list[Finding]]:
    data = _merge(_without_environments(document.data), changes)
    try:
        injected = {ENVIRONMENT: name, FOLDER: str(FilePath(document.file).parent)}
        return msgspec.convert({**data, **injected}, Spec, dec_hook=decode), []
    except (msgspec.ValidationError, ValueError):
        return None, list(islice(_reasons(data, Spec), MAX_FINDINGS + 1))


def _own(data: object, environment: str, problems: list[Finding], base: Set[Finding]) -> Iterator[Finding]:
    """The problems of one environment that its changes bring; the others are those of the file."""
    root: Path = ("environments", environment)
    nothing = [finding.path for finding in base if finding.check == "override-matches-nothing"]
    for problem in problems:
        own = (*root, *problem.path)
        changed = problem.path and _exists(data, own) and not isinstance(_find(data, own), dict)
        if problem in base and not changed:
            continue
        if not any(own[: len(path)] == path for path in nothing):
            yield _placed(problem, own, data) if _exists(data, own) else problem


def _placed(problem: Finding, own: Path, data: object) -> Finding:
    """At the environment's own value; what is wrong with a mapping shows only with the file's part of it."""
    merged = isinstance(_find(data, own), dict)
    message = f"{problem.message} (put over what the file says)" if merged else problem.message
    return problem._replace(path=own, message=message)


def _find(data: object, path: Path) -> object:
    """The value at a path, None where there is none."""
    for part in path:
        is_key = isinstance(data, dict) and part in data
        if not is_key and not (isinstance(data, list) and isinstance(part, int) and part < len(data)):
            return None
        data = data[part]  # type: ignore[index]
    return data


def _exists(data: object, path: Path) -> bool:
    """Whether a path ends at a value; one that is empty is a value."""
    above = _find(data, path[:-1])
    if isinstance(above, list):
        return isinstance(path[-1], int) and path[-1] < len(above)
    return isinstance(above, dict) and path[-1] in above


def _without_environments(data: object) -> Data:
    return {key: value for key, value in data.items() if key != "environments"}  # type: ignore[attr-defined]


def _merge(base: object, changes: object) -> Data:
    """The base with the changes put over it, mapping by mapping; lists and scalars are replaced."""
    if not (isinstance(base, dict) and isinstance(changes, dict)):
        return changes  # type: ignore[return-value]
    merged = dict(base)
    for key, change in changes.items():
        merged[key] = _merge(base[key], change) if key in base else change
    return merged
