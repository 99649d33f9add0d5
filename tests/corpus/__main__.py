"""Which queries of a file the parser takes: `python -m tests.corpus PATH`.

PATH is JSONL, one query a line: a string, or an object with `query` and perhaps `id`. Other people's queries
stay where they are; nothing of them enters the repository.
"""

import json
import sys
from argparse import ArgumentParser
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from re import compile as regex
from typing import Final, NamedTuple

from monitoring.insights import MissingTable, QueryError, UnspecifiedQuery, UnsupportedQuery, run
from monitoring.output.terminal import write

KINDS: Final = ("AWS refuses it too", "AWS has it, this engine has not", "AWS leaves open what it gives")
_QUOTED: Final = regex(r"`[^`]*`|'[^']*'|\"[^\"]*\"|\d[\d,]*")


class Verdict(NamedTuple):
    """What became of a query: the kind and the text of a refusal, both empty when it is accepted."""

    kind: str = ""
    reason: str = ""


class Given(NamedTuple):
    """A query, and what it is called: its id, or the number of its line."""

    name: str
    query: str


def main(arguments: list[str] | None = None) -> int:
    """Print the counts; 1 when a query crashed, 2 for a file that is none of queries."""
    parser = ArgumentParser("python -m tests.corpus")
    parser.add_argument("path", type=Path, help="JSONL: a query, or an object with `query`, on each line")
    path = parser.parse_args(arguments).path
    try:
        queries = list(read_queries(path.read_text(encoding="utf-8").splitlines()))
    except (OSError, ValueError) as problem:
        write(f"{path}: {problem}\n", sys.stderr)
        return 2
    crashed: list[str] = []
    refused: dict[Verdict, list[str]] = defaultdict(list)
    for name, query in queries:
        try:
            refused[judge(query)].append(name)
        except Exception as bug:
            crashed.append(f"{name}: {type(bug).__name__}: {bug}")
    accepted = len(refused.pop(Verdict(), []))
    write("".join(f"{line}\n" for line in summary(len(queries), accepted, refused, crashed)))
    return 1 if crashed else 0


def read_queries(lines: Iterable[str]) -> Iterator[Given]:
    """The queries of the lines; raises ValueError, with the number of the line."""
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            data = json.loads(line)
        except ValueError as problem:
            raise ValueError(f"line {number} is no JSON: {problem}") from None
        query = data.get("query") if isinstance(data, dict) else data
        if not isinstance(query, str):
            raise ValueError(f"line {number} has no `query`")
        name = data.get("id") if isinstance(data, dict) else None
        yield Given(str(name or f"line {number}"), query)


def judge(query: str) -> Verdict:
    """What parsing and running it over an empty log gives; tables to look up in are the account's."""
    try:
        run(query, [], 0, 1)
    except MissingTable:
        return Verdict()
    except UnsupportedQuery as error:
        return Verdict(KINDS[1], general(error))
    except UnspecifiedQuery as error:
        return Verdict(KINDS[2], general(error))
    except QueryError as error:
        return Verdict(KINDS[0], general(error))
    return Verdict()


def general(error: QueryError) -> str:
    """The message without what differs from query to query."""
    return _QUOTED.sub("..", error.message)


def summary(
    count: int, accepted: int, refused: dict[Verdict, list[str]], crashed: list[str]
) -> Iterator[str]:
    """The counts, and the reasons, those of most queries first, with some queries that have them."""
    asked = "1 query" if count == 1 else f"{count:,} queries"
    refusals = sum(map(len, refused.values()))
    yield f"{asked}: {accepted:,} accepted, {refusals:,} refused, {len(crashed):,} crashed"
    by_kind = Counter(verdict.kind for verdict, names in refused.items() for _ in names)
    for kind, number in by_kind.most_common():
        yield f"\n{kind}: {number}"
        own = {verdict.reason: names for verdict, names in refused.items() if verdict.kind == kind}
        for reason, names in sorted(own.items(), key=lambda item: -len(item[1])):
            yield f"  {len(names):4} {reason} ({', '.join(names[:3])}{', ..' if len(names) > 3 else ''})"
    yield from (f"\ncrashed: {each}" for each in crashed)


if __name__ == "__main__":
    sys.exit(main())
