"""What is wrong with expectations that the models cannot see: names, titles, units, times."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from monitoring.finding import Finding, Path, error
from monitoring.spec.places import span
from monitoring.spec.quantity import Refused
from monitoring.suggest import did_you_mean
from monitoring.testing.events import Source
from monitoring.testing.files import Expectation, QueryLook, Test
from monitoring.testing.known import Known, unknown
from monitoring.testing.moments import LONGEST
from monitoring.testing.values import wanted_value

CHECK: Final = "schema"


def check_expectations(source: Source, test: Test, path: Path) -> Iterator[Finding]:
    """Every name that the expectations use without its being there, and looks outside of the test."""
    known = source.known
    yield from _out_of_order(source, test, path)
    for index, each in enumerate(test.expect or ()):
        place = (*path, "expect", index)
        yield from _outside(source, test, each, (*place, "at"))
        for word in each.alarms:
            found = known.alarm(word, (*place, "alarms", word))
            if isinstance(found, Finding):
                yield found
        yield from _unknown_messages(known, each.notified or {}, (*place, "notified"))
        for entry in each.incidents or {}:
            if entry.partition(" ")[0] not in known.spec.alarms:
                yield unknown("alarm entry", entry, known.spec.alarms, (*place, "incidents", entry))
        yield from _unknown_queries(known, each.queries, (*place, "queries"))
        yield from _wrong_values(known, each, place)


def _out_of_order(source: Source, test: Test, path: Path) -> Iterator[Finding]:
    """Looks at notifications, which count since the one before."""
    last = source.start
    for index, each in enumerate(test.expect or ()):
        at = each.at.seconds(source.start, source.known.zone)
        if each.notified is not None and source.start <= at < last:
            message = "an earlier look that says `notified` is later than this one"
            yield error(CHECK, (*path, "expect", index, "at"), message, "put them in order of time")
        last = max(last, at) if each.notified is not None else last


def _outside(source: Source, test: Test, each: Expectation, path: Path) -> Iterator[Finding]:
    after = each.at.seconds(source.start, source.known.zone) - source.start
    if after < 0:
        yield error(CHECK, path, "the look is before the start of the test", "look later, or start earlier")
    elif after > (test.for_.seconds if test.for_ else LONGEST):
        length = span(test.for_.seconds if test.for_ else LONGEST)
        yield error(CHECK, path, f"the look is after the end: the test lasts {length}", "look earlier")


def _wrong_values(known: Known, each: Expectation, path: Path) -> Iterator[Finding]:
    for word, wanted in each.metrics.items():
        place = (*path, "metrics", word)
        if word not in known.metrics:
            yield unknown("metric", word, known.metrics, place)
            continue
        try:
            wanted_value(wanted, known.metrics[word].unit)
        except Refused as problem:
            yield error(CHECK, place, f"`{word}` {problem}", problem.fix)
    counted = {name: metric for name, metric in known.metrics.items() if metric.kind == "logs"}
    for word in each.matches:
        if word not in counted:
            yield unknown("metric that counts log lines", word, counted, (*path, "matches", word))


def _unknown_messages(known: Known, wanted: Mapping[str, Iterable[str]], path: Path) -> Iterator[Finding]:
    levels = known.spec.escalation.levels
    for level, messages in wanted.items():
        if level not in levels:
            found = unknown("level", level, levels, (*path, level))
            own = ", ".join(f"`{name}`" for name, each in levels.items() if level in each.contacts)
            yield found._replace(fix=f"`{level}` is a contact; write its level: {own}") if own else found
        for index, message in enumerate(messages):
            yield from _unknown_words(known, message, (*path, level, index))


def _unknown_words(known: Known, message: str, path: Path) -> Iterator[Finding]:
    """A message is a severity or OK, and the title of an alarm, perhaps with a contributor in brackets."""
    word, _, title = message.partition(" ")
    words = dict.fromkeys(["OK", *(alarm.severity for alarm in known.plan.alarms)])
    if word not in words:
        said = f"a message begins with a severity or OK, not with `{word[:80]}`"
        yield error(CHECK, path, said, did_you_mean(word, words), span=(0, len(word)))
        return
    titles = dict.fromkeys(alarm.title for alarm in known.plan.alarms)
    if title not in titles and title.rpartition(" (")[0] not in titles:
        place = (len(word) + 1, max(1, len(title)))
        said = f"no alarm has the title `{title[:80]}`" if title else "the message has no title"
        yield error("unknown-reference", path, said, did_you_mean(title, titles), span=place)


def _unknown_queries(known: Known, looks: Mapping[str, object], path: Path) -> Iterator[Finding]:
    for word, look in looks.items():
        if word not in known.queries:
            yield unknown("query", word, known.queries, (*path, word))
            continue
        wanted = {parameter.name for parameter in known.queries[word].parameters}
        given = set(look.with_) if isinstance(look, QueryLook) else set()
        if missing := sorted(wanted - given):
            message = f"the query needs a value for {', '.join(f'`{each}`' for each in missing)}"
            fix = f"write `{{with: {{{missing[0]}: ..}}, rows: [..]}}`"
            yield error(CHECK, (*path, word), message, fix, on_key=True)
        for name in sorted(given - wanted):
            yield unknown("parameter", name, wanted, (*path, word, "with", name))
