"""What `monitoring query` asks: a query of monitoring.yaml by name, or a text."""

from argparse import Namespace
from typing import TYPE_CHECKING, Final, NamedTuple

from monitoring.commands.outcome import WrongUse, choose
from monitoring.document import Document
from monitoring.finding import error

if TYPE_CHECKING:
    from monitoring.finding import Finding
    from monitoring.insights.errors import QueryError
    from monitoring.spec.queries import Query

_SYNTAX: Final = "query-syntax"
_KINDS: Final = {"UnsupportedQuery": "query-unsupported", "UnspecifiedQuery": "query-unspecified"}
_FIXES: Final = {"MissingTable": "add --table NAME=FILE.csv"}


class Question(NamedTuple):
    """The text of a query; ``document`` and ``written`` are where it stands, when it has a name."""

    text: str
    name: str = ""
    document: Document = Document("", "")
    written: "Query | None" = None

    def blame(self, problem: "QueryError") -> "tuple[Document, Finding]":
        """The finding of a mistake, and the document that it is in."""
        kind = _KINDS.get(type(problem).__name__, _SYNTAX)
        fix = _FIXES.get(type(problem).__name__, "")
        if self.written is None:
            span = (problem.offset, problem.length)
            return Document("query", self.text), error(kind, (), problem.message, fix, span=span)
        key, offset = self.written.spot(problem.offset)
        path = ("queries", self.name, key)
        return self.document, error(kind, path, problem.message, fix, span=(offset, problem.length))


class BrokenFile(Exception):
    """monitoring.yaml has errors, so that nothing in it has a certain meaning."""

    def __init__(self, document: Document, findings: "tuple[Finding, ...]") -> None:
        super().__init__(document.file)
        self.document = document
        self.findings = findings


def read_question(arguments: Namespace) -> Question:
    """The question of the command line; raises WrongUse, or BrokenFile for a file with errors."""
    if (arguments.name is None) == (arguments.text is None):
        both = "a name and --text ask two questions" if arguments.name else "nothing is asked"
        raise WrongUse(f"{both}; give the name of a query in {arguments.file}, or --text 'fields @message'")
    if arguments.text is not None:
        return Question(arguments.text)
    from monitoring.load import load

    loaded = load(arguments.file)
    if not loaded.specs:
        raise BrokenFile(loaded.document, loaded.findings)
    names = list(loaded.specs)
    # An environment could change a query, but nothing is gained by asking which one is meant where none does.
    wanted = names[0] if arguments.environment is None else arguments.environment
    queries = loaded.specs[choose("environment", wanted, names)].queries
    name = choose("query", arguments.name, queries)
    return Question(queries[name].text, name, loaded.document, queries[name])
