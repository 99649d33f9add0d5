"""An entry that nothing refers to.

Why: a metric that no alarm, graph, report or expression names is not created at all, a contact in no level
is told nothing, a task in no report is never ticked off. Each looks as if somebody had taken care.

Queries, runbooks and documents are used by people as well: those that implement an item of the guide, and
runbooks for scaling and emergencies, need no further reference. Faults that no alarm detects are found by
`blind-at-night`.

Fix: refer to it (watch it, draw it, list it), or remove it.

Bad:

    metrics:
      cold-starts: {namespace: Demo, name: ColdStarts, statistic: Sum, dimensions: service}

Good:

    metrics:
      cold-starts: {namespace: Demo, name: ColdStarts, statistic: Sum, dimensions: service}
    dashboards:
      operations:
        - title: Requests
          graphs: [requests, cold-starts]
"""

from collections.abc import Iterator
from typing import Final

from monitoring.finding import Finding, warning
from monitoring.spec.base import Entry, guide_ids
from monitoring.spec.references import references
from monitoring.spec.root import Spec
from monitoring.spec.runbooks import Runbook

CHECK: Final = "unused-entry"
_FOR_PEOPLE: Final = ("queries", "runbooks", "documents")
_CHAPTERS: Final = (
    ("contacts", ("contacts",), "no escalation level names the contact"),
    ("levels", ("escalation", "levels"), "no route or report names the level"),
    ("routes", ("escalation", "routes"), "no alarm takes the route"),
    ("metrics", ("metrics",), "no alarm, graph or report uses the metric"),
    ("queries", ("queries",), "nothing shows the query"),
    ("runbooks", ("runbooks",), "no alarm leads to the runbook"),
    ("documents", ("documents",), "no step links to the document"),
    ("tasks", ("maintenance", "tasks"), "no report reminds of the task"),
)


def check(spec: Spec) -> Iterator[Finding]:
    """Entries without a reference, chapter by chapter."""
    used, homes = _used(spec), _homes(spec)
    for chapter, path, message in _CHAPTERS:
        for name, entry in _entries(spec, path).items():
            known = name in used[chapter] or f"{path[0]}.{name}" in homes
            if not known and not (path[0] in _FOR_PEOPLE and _speaks_for_itself(entry)):
                fix = "refer to it, or remove it"
                yield warning(CHECK, (*path, name), f"{message} `{name}`", fix, on_key=True)


def _entries(spec: Spec, path: tuple[str, ...]) -> dict[str, Entry]:
    found: object = spec
    for part in path:
        found = getattr(found, part)
    return found  # type: ignore[return-value]


def _used(spec: Spec) -> dict[str, set[str]]:
    """Names by chapter; metrics count when something besides an unused expression needs them."""
    used: dict[str, set[str]] = {chapter: set() for chapter, _, _ in _CHAPTERS}
    for found in references(spec):
        if found.chapter in used and found.path[0] != "metrics":
            used[found.chapter].add(found.name)
    used["documents"] |= _linked(spec)
    pending = list(used["metrics"])
    while pending:
        metric = spec.metrics.get(pending.pop())
        inner = set(metric.with_.values()) - used["metrics"] if metric else set()
        used["metrics"] |= inner
        pending += inner
    return used


def _speaks_for_itself(entry: Entry) -> bool:
    """Whether people use the entry without being led to it."""
    return bool(guide_ids(entry)) or (isinstance(entry, Runbook) and entry.kind != "alert")


def _homes(spec: Spec) -> set[str]:
    """The entries for people that the chapter `guide` names."""
    listed = ([homes] if isinstance(homes, str) else homes for homes in spec.guide.values())
    return {home for homes in listed for home in homes if home.partition(".")[0] in _FOR_PEOPLE}


def _linked(spec: Spec) -> set[str]:
    return {step.link for runbook in spec.runbooks.values() for step in runbook.steps if step.link}
