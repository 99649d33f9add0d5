"""docs/insights-support.md: what of Logs Insights QL runs locally, how sure each rule is, with examples."""

from collections.abc import Iterable, Sequence
from json import dumps
from typing import Final

from monitoring.docs.insights_examples import Example, Examples, Rule, read_examples
from monitoring.docs.markdown import code, codes, page, table
from monitoring.insights.aggregates import AGGREGATES, Aggregate, doubt_of_name
from monitoring.insights.commands import COMMANDS, CommandFacts
from monitoring.insights.functions.function import Function
from monitoring.insights.functions.registry import FUNCTIONS

_INTRODUCTION: Final = """What `monitoring query` and `monitoring test` do with Logs Insights QL as of 2026.

How sure a rule is: **documented** by AWS; **observed** in results of AWS that others have published;
**unspecified**: nobody outside of AWS can tell. What is unspecified is refused, or the result has a warning
that says what was assumed. What AWS has and this engine has not is **refused** by name. What AWS leaves open
about a function that it documents otherwise stands in a column of its own, and is warned of where it matters.

Every example on this page is run by the tests. Events are one a minute from 2026-11-25 00:00 UTC; where an
example shows none, they are:"""
_COLUMNS: Final = ("gives", "example", "here", "left open")
_TABLES: Final = "Lookup tables of the examples:"
_GROUPS: Final = {
    "general": "General functions",
    "numeric": "Numbers",
    "string": "Texts",
    "datetime": "Times",
    "json": "JSON",
    "ip": "Addresses",
    "hash": "Hashes",
}


def insights_page() -> str:
    """The whole page."""
    examples = read_examples()
    return page(
        "Logs Insights, locally",
        _INTRODUCTION,
        code("\n".join(map(_event, examples.events))),
        _TABLES,
        code("\n".join(f"{name}: {_event(rows)}" for name, rows in examples.tables.items())),
        _commands(examples),
        _aggregates(examples),
        _functions(examples),
        *(_section(title, rules) for title, rules in examples.rules.items()),
    )


def _event(event: object) -> str:
    return event if isinstance(event, str) else dumps(event, ensure_ascii=False)


def _commands(examples: Examples) -> str:
    rows = [(f"`{facts.name}`{_words(facts)}", facts.does, _support(facts)) for facts in COMMANDS]
    shown = [_command(facts, examples) for facts in COMMANDS if not facts.refused]
    return "\n\n".join(["## Commands", table(("command", "does", "here"), rows), *shown])


def _words(facts: CommandFacts) -> str:
    return f", {codes(facts.words)}" if facts.words else ""


def _support(facts: CommandFacts) -> str:
    return f"refused: {facts.refused}" if facts.refused else f"yes, {facts.mark}"


def _command(facts: CommandFacts, examples: Examples) -> str:
    shown = (code(_example(example)) for example in examples.commands[facts.name])
    return "\n\n".join([f"### {facts.name}\n\n`{facts.syntax}`", *shown])


def _aggregates(examples: Examples) -> str:
    rows = []
    for key, aggregate in AGGREGATES.items():
        is_other = key != aggregate.name.lower()
        name = f"`{key}(..)`" if is_other else f"`{aggregate.signature}`"
        given = {} if is_other else examples.aggregates.get(aggregate.name, {})
        doubt = doubt_of_name(key)
        here, left_open = ("unspecified", doubt) if doubt else _here(aggregate)
        rows.append((name, aggregate.description, _results(given.items()), here, left_open))
    return "\n\n".join(["## Aggregates", table(("aggregate", *_COLUMNS), rows)])


def _functions(examples: Examples) -> str:
    by_name = {call.partition("(")[0].lower(): (call, given) for call, given in examples.functions.items()}
    blocks = ["## Functions"]
    for group, title in _GROUPS.items():
        rows = [
            (
                f"`{each.signature}`",
                each.description,
                _results([by_name[key]] if key in by_name else ()),
                *_here(each),
            )
            for key, each in FUNCTIONS.items()
            if each.group == group
        ]
        blocks += [f"### {title}", table(("function", *_COLUMNS), rows)]
    return "\n\n".join(blocks)


def _results(given: Iterable[tuple[str, str]]) -> str:
    return ", ".join(f"`{call}` is `{result}`" for call, result in given)


def _here(facts: Function | Aggregate) -> tuple[str, str]:
    """Whether it runs here and how sure its result is; what AWS leaves open about it."""
    if facts.refused:
        return f"refused: {facts.refused}", ""
    return facts.support, ". ".join(facts.unspecified)


def _section(title: str, rules: Sequence[Rule]) -> str:
    shown = (f"**{rule.mark}** {rule.rule}\n\n{code(_example(rule))}" for rule in rules)
    return "\n\n".join([f"## Rules: {title}", *shown])


def _example(example: Example) -> str:
    lines = [*map(_event, example.events), *(f"> {line}" for line in example.query.splitlines())]
    lines += [_row(row) for row in example.rows or ()]
    if example.refused:
        lines.append(f"refused: {example.refused} ..")
    if example.warns:
        lines.append(f"warning: {example.warns} ..")
    return "\n".join(lines)


def _row(row: dict[str, str]) -> str:
    return "  " + ("  ".join(f"{name}={value}" for name, value in row.items()) or "(a row without fields)")
