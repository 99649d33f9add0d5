"""docs/guide-coverage.md: where each item of the operations guide stands, and what it becomes."""

from collections.abc import Iterator
from typing import Final

from monitoring.checks import blind_at_night
from monitoring.checks.guide_items import ITEMS
from monitoring.docs.markdown import codes, page, table
from monitoring.finding import dotted
from monitoring.plan.build import plan
from monitoring.plan.resources import Catalogue, Plan, Planned
from monitoring.spec.base import guide_ids
from monitoring.spec.root import Spec
from monitoring.spec.walk import all_entries

_MOST_NAMED: Final = 6
_HEADINGS: Final = ("item", "about", "stands in `monitoring.yaml`", "becomes")


def coverage_page(spec: Spec) -> str:
    """One line an item: its entries in the file, and what this environment has of it."""
    planned = plan(spec)
    entries = item_entries(spec)
    rows = [(item, ITEMS[item].what, codes(entries[item]), _proofs(spec, planned, item)) for item in ITEMS]
    title = "Where each item of the operations guide stands"
    return page(title, _INTRODUCTION.format(environment=spec.environment), table(_HEADINGS, rows))


def item_entries(spec: Spec) -> dict[str, list[str]]:
    """Every item with the paths that state it, each once."""
    found: dict[str, dict[str, None]] = {item: {} for item in ITEMS}
    for item, paths in spec.guide.items():
        for path in (paths,) if isinstance(paths, str) else paths:
            found[item][path] = None
    for where, entry in all_entries(spec):
        for item in guide_ids(entry):
            found[item][dotted(where)] = None
    return {item: list(paths) for item, paths in found.items()}


def _proofs(spec: Spec, planned: Plan, item: str) -> str:
    kinds: dict[str, dict[str, None]] = {}
    for resource in planned.resources:
        if item in resource.guide:
            kinds.setdefault(type(resource).__name__, {})[_name(planned, resource)] = None
    for path in item_entries(spec)[item]:
        for kind, name in _proof_elsewhere(spec, planned, path):
            kinds.setdefault(kind, {})[name] = None
    return "; ".join(f"{kind}: {_listed(list(names))}" for kind, names in kinds.items())


def _proof_elsewhere(spec: Spec, planned: Plan, path: str) -> Iterator[tuple[str, str]]:
    """What has no resource of its own: the deployment's facts, what messages are made from, documents."""
    chapter, _, name = path.partition(".")
    told = next(resource.content for resource in planned.resources if isinstance(resource, Catalogue))
    if chapter == "facts":
        yield "deployment", path
    elif chapter == "faults":
        yield "check", blind_at_night.CHECK
    elif chapter == "documents":
        yield "document", spec.documents[name].file
    elif chapter == "logs" and spec.log_contract:
        yield "log contract", spec.log_contract
    elif chapter not in ("alarms", "dashboards", "queries") and chapter in told:
        yield "Catalogue", path


def _listed(names: list[str]) -> str:
    more = f" and {len(names) - _MOST_NAMED} more" if len(names) > _MOST_NAMED else ""
    return codes(names[:_MOST_NAMED]) + more


def _name(planned: Plan, resource: Planned) -> str:
    name: str = getattr(resource, "name", resource.logical_id)
    return name.removeprefix(f"{planned.service}-{planned.environment}").lstrip("-/")


_INTRODUCTION: Final = """Every item of the operations guide (`G...`), and of what
watches the watcher (`W...`), stands in `monitoring.yaml`: in the
`guide:` of the entry that implements it, or in the chapter `guide:` for a value of its own.
`monitoring check` fails when one is missing (`guide-coverage`).
The last column names the proof in {environment}: resources of the template
(without what all names begin with), facts that the service is deployed with and thresholds are
relative to, entries of the catalogue that messages and reports are made from, checks, and documents."""
