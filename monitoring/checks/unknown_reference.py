"""A name stands for an entry that does not exist.

Why: metrics, queries, alarms, runbooks, contacts and facts are joined by name. A misspelt name would leave
an alarm without its runbook, a dashboard without its graph, or a number in a text as `{facts...}`; AWS
notices some of these at deployment and the others never.

Covered are all names that stand for entries of `alarms`, `contacts`, `escalation`, `faults`, `logs`,
`metrics`, `queries`, `runbooks`, `maintenance.tasks` and `documents`; facts in thresholds, in `changes` and
in texts; the paths of the chapter `guide`; alarm and severity in composite rules; and the time zone. Names
of routes are judged by `unknown-route`.

Fix: correct the name (the closest one is proposed), or add the entry it stands for.

Bad:

    alarms:
      duration:
        watch: function-duraton-p95
        critical:
          above: 90 % of facts.function.time-limit

Good:

    alarms:
      duration:
        watch: function-duration-p95
        critical:
          above: 90 % of facts.function.timeout
"""

from collections.abc import Collection, Iterator, Mapping
from re import compile as regex
from typing import Final

from msgspec import Struct

from monitoring.finding import Finding, Path, error
from monitoring.spec.base import Translated
from monitoring.spec.facts import Parameter
from monitoring.spec.paths import Missing, children, find
from monitoring.spec.quantity import Quantity, Threshold
from monitoring.spec.references import Chapter, Reference, known_names, references, severities
from monitoring.spec.resolve import LEVELS, conditions
from monitoring.spec.root import Spec
from monitoring.spec.texts import QUOTABLE
from monitoring.spec.timezones import is_timezone, known_timezones
from monitoring.spec.walk import all_texts, strings
from monitoring.suggest import closest, did_you_mean

CHECK: Final = "unknown-reference"
_KINDS: Final[Mapping[Chapter, str]] = {
    "alarms": "alarm",
    "contacts": "contact",
    "faults": "fault",
    "levels": "escalation level",
    "logs": "log",
    "metrics": "metric",
    "queries": "query",
    "routes": "route",
    "runbooks": "runbook",
    "tasks": "maintenance task",
}
_QUOTE: Final = regex(r"\{([A-Za-z][\w-]*(?:\.[^{}\s]*)+)\}")


def check(spec: Spec) -> Iterator[Finding]:
    """Names, facts, guide paths, quotes, links and the time zone that lead nowhere."""
    yield from _names(spec)
    yield from _fields(spec)
    yield from _thresholds(spec)
    yield from _paths(spec)
    yield from _quotes(spec)
    yield from _links(spec)
    if not is_timezone(spec.timezone):
        close = closest(spec.timezone, sorted(known_timezones()))
        fix = f"did you mean `{close}`?" if close else "write a name such as `Asia/Tokyo`"
        yield error(CHECK, ("timezone",), f"unknown time zone `{spec.timezone}`", fix)


def _names(spec: Spec) -> Iterator[Finding]:
    known = known_names(spec)
    for found in references(spec):
        if found.chapter != "routes" and found.name not in known[found.chapter]:
            message, fix = _state(spec, found.name) if found.chapter == "states" else _unknown(found, known)
            yield error(CHECK, found.path, message, fix, on_key=found.on_key, span=found.span)


def _unknown(found: Reference, known: Mapping[Chapter, Collection[str]]) -> tuple[str, str]:
    """Message and way out for a name."""
    kind = _KINDS[found.chapter]
    fix = did_you_mean(found.name, known[found.chapter])
    homes = [word for chapter, word in _KINDS.items() if found.name in known[chapter]]
    other = f", it is the name of another kind of entry ({homes[0]})" if homes else ""
    return f"unknown {kind} `{found.name}`{other}", fix


def _state(spec: Spec, name: str) -> tuple[str, str]:
    """Message and way out for an alarm and severity in a composite rule."""
    entry, _, severity = name.partition(".")
    if entry not in spec.alarms:
        return f"unknown alarm `{entry}`", did_you_mean(entry, spec.alarms)
    possible = " or ".join(f"`{entry}.{level}`" for level in severities(spec.alarms[entry]))
    if not severity:
        return f"`{entry}` names no severity", f"write {possible}"
    return f"`{entry}` has no severity `{severity}`", f"write {possible}"


def _fields(spec: Spec) -> Iterator[Finding]:
    """Keys beside `rows-of` that say nothing."""
    for name, alarm in spec.alarms.items():
        if isinstance(alarm.watch, dict) and "rows-of" in alarm.watch:
            for key in alarm.watch:
                if key not in ("rows-of", "by"):
                    fix = did_you_mean(key, ("by",))
                    message = f"unknown key `{key}` beside `rows-of`"
                    yield error(CHECK, ("alarms", name, "watch", key), message, fix, on_key=True)


def _thresholds(spec: Spec) -> Iterator[Finding]:
    for name, alarm in spec.alarms.items():
        for level in LEVELS:
            for index, condition in conditions(alarm, level):
                place: Path = ("alarms", name, level) if index is None else ("alarms", name, level, index)
                yield from _number(spec, condition.threshold, (*place, condition.comparison))
    budget: Path = ("facts", "database", "connection-budget")
    yield from _number(spec, spec.facts.database.connection_budget, budget)


def _number(spec: Spec, threshold: Threshold, path: Path) -> Iterator[Finding]:
    if threshold.quantity is not None:
        return
    try:
        value = find(spec, threshold.fact)
    except Missing as missing:
        yield error(CHECK, path, f"unknown fact `{threshold.fact}`", missing.fix)
        return
    if isinstance(value, bool) or not isinstance(value, (int, Quantity, Threshold)):
        example = "facts.function.timeout"
        message = f"`{threshold.fact}` is no number that a threshold can be relative to"
        yield error(CHECK, path, message, f"name a fact that is a number, such as `{example}`")


def _paths(spec: Spec) -> Iterator[Finding]:
    for item, homes in spec.guide.items():
        for path, home in _listed(homes, ("guide", item)):
            yield from _path(spec, home, path)
    for name, runbook in spec.runbooks.items():
        for path, fact in _listed(runbook.changes, ("runbooks", name, "changes")):
            if fact.startswith("facts."):
                yield from _path(spec, fact, path)
            else:
                fix = "name what is changed, such as `facts.function.memory`"
                yield error(CHECK, path, f"`{fact}` is no fact", fix)


def _listed(names: str | tuple[str, ...], place: Path) -> Iterator[tuple[Path, str]]:
    if isinstance(names, str):
        yield place, names
    else:
        yield from (((*place, index), name) for index, name in enumerate(names))


def _path(spec: Spec, dotted: str, path: Path) -> Iterator[Finding]:
    try:
        find(spec, dotted)
    except Missing as missing:
        yield error(CHECK, path, f"`{dotted}` leads nowhere", missing.fix)


def _quotes(spec: Spec) -> Iterator[Finding]:
    judged: dict[str, tuple[str, str] | None] = {}
    for place, said in _said(spec):
        for match in _QUOTE.finditer(said) if "{" in said else ():
            dotted = match[1]
            if dotted not in judged:
                judged[dotted] = _quote(spec, dotted)
            if problem := judged[dotted]:
                span = (match.start(), len(match[0]))
                yield error(CHECK, place, f"`{match[0]}` {problem[0]}", problem[1], span=span)


def _said(spec: Spec) -> Iterator[tuple[Path, str]]:
    """Every string whose quotes are filled in."""
    for path, text in all_texts(spec):
        yield from strings(path, text)
    for name, runbook in spec.runbooks.items():
        for index, step in enumerate(runbook.steps):
            if step.command:
                yield ("runbooks", name, "steps", index, "command"), step.command


def _quote(spec: Spec, dotted: str) -> tuple[str, str] | None:
    """What is wrong with a quote, and the way out."""
    root = dotted.partition(".")[0]
    if root not in QUOTABLE:
        close = closest(root, QUOTABLE)
        meant = f"did you mean `{close}{dotted[len(root) :]}`?"
        fix = meant if close else "correct it, or write it without braces"
        return f"quotes nothing: a text can quote {', '.join(QUOTABLE)}", fix
    try:
        value = find(spec, dotted)
    except Missing as missing:
        return "quotes nothing", missing.fix
    if isinstance(value, Parameter):
        return "is known only at deployment", "name the thing instead of quoting it"
    if isinstance(value, (Struct, dict, tuple)) and not isinstance(value, Translated):
        names = ", ".join(f"`{{{dotted}.{name}}}`" for name in list(children(value))[:4])
        return "is no single value", f"quote one of its values: {names}"
    return None


def _links(spec: Spec) -> Iterator[Finding]:
    known = [*spec.documents, *spec.facts.links.__struct_encode_fields__]
    for name, runbook in spec.runbooks.items():
        for index, step in enumerate(runbook.steps):
            if step.link is not None and step.link.removeprefix("facts.links.") not in known:
                place: Path = ("runbooks", name, "steps", index, "link")
                message = f"`{step.link}` is neither one of `documents` nor one of `facts.links`"
                fix = did_you_mean(step.link.removeprefix("facts.links."), known)
                yield error(CHECK, place, message, fix)
