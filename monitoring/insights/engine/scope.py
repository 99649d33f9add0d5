"""What compiling a query knows: the query as a whole, and what a command sees of the ones before it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final, NamedTuple, TypeAlias

from msgspec.structs import replace

from monitoring.insights.engine.row import Row
from monitoring.insights.events import Event
from monitoring.insights.functions.context import Context
from monitoring.insights.result import Warnings
from monitoring.insights.tree import Field, Node, Subquery
from monitoring.insights.values import Value

Evaluate: TypeAlias = Callable[[Row], Value]
Condition: TypeAlias = Callable[[Row], bool]
Stage: TypeAlias = Callable[[Iterable[Row]], Iterable[Row]]
Table: TypeAlias = Sequence[Mapping[str, str]]

DEFAULT_COLUMNS: Final = ("@timestamp", "@message")


class Answer(NamedTuple):
    """Rows of a query before they are printed, and their columns."""

    columns: tuple[str, ...]
    rows: list[Row]


Ask: TypeAlias = Callable[[Subquery, Sequence[str]], Answer]


class Environment:
    """What holds for the whole query, subqueries included."""

    def __init__(self, context: Context, tables: Mapping[str, Table]) -> None:
        self.context = context
        self.tables = tables
        self.warnings = Warnings()
        self.events: Iterable[Event] = ()
        self.fields: frozenset[str] = frozenset()
        self.ask: Ask = _ask_nothing

    def context_at(self, node: Node) -> Context:
        """The context for a function that stands there, which is where it warns."""
        return replace(self.context, warn=lambda text: self.warnings.add(text, node))

    def names_under(self, alias: str) -> list[str]:
        """What the query reads as members of an alias: ``b`` for ``a.b``."""
        prefix = f"{alias}."
        return sorted(name.removeprefix(prefix) for name in self.fields if name.startswith(prefix))


def _ask_nothing(query: Subquery, names: Sequence[str]) -> Answer:
    return Answer((), [])


class Scope:
    """What a command sees, changed by each command in turn.

    ``made`` are the fields that the query made; with ``discovers`` all others are those of log events, and
    are noted in ``reads``. ``columns`` are what the result shows, None while nothing was chosen. Rows are
    ``raw`` while each is a log event, and ``ordered`` once a command has given them an order. A subquery is
    ``inner``: its rows are looked up, not shown.
    """

    def __init__(self, environment: Environment, inner: bool = False) -> None:
        self.environment = environment
        self.inner = inner
        self.made: set[str] = set()
        self.reads: dict[str, Node] = {}
        self.lists: set[str] = set()
        self.columns: list[str] | None = None
        self.chosen = False
        self.discovers = True
        self.raw = True
        self.ordered = False
        self.grouped: Node | None = None
        self.aggregate: Callable[[Node], Evaluate | None] | None = None

    def warn(self, text: str, node: Node | None = None) -> None:
        """Say what AWS leaves open about a part of the query."""
        self.environment.warnings.add(text, node)

    def read(self, field: Field) -> None:
        """Note that a field is read which the query did not make."""
        if self.discovers:
            self.reads.setdefault(field.name, field)
        else:
            self.warn(
                f"the commands before give no `{field.name}`, as AWS asks: it is missing in every row", field
            )

    def stores(self, field: Field) -> bool:
        """Whether rows have the field under its own name, and not as a member of a map."""
        prefixes = (".".join(field.parts[:cut]) for cut in range(1, len(field.parts)))
        return field.name in self.made or not any(prefix in self.made for prefix in prefixes)

    def make(self, name: str) -> None:
        """A command makes a field."""
        self.made.add(name)

    def show(self, names: Iterable[str]) -> None:
        """Add columns to what the result shows, after those it has."""
        self.columns = list(dict.fromkeys([*self.shown(), *names]))

    def shown(self) -> Sequence[str]:
        """The columns so far."""
        return DEFAULT_COLUMNS if self.columns is None else self.columns

    def reset(self, columns: Iterable[str]) -> None:
        """From here on only these fields exist: a command made new rows."""
        self.columns = list(dict.fromkeys(columns))
        self.made = set(self.columns)
        self.chosen = False
        self.discovers = self.raw = self.ordered = False
