"""What the engine and the documentation know of one function."""

from collections.abc import Callable
from typing import Literal, TypeAlias

from msgspec import Struct

from monitoring.insights.values import Value

Group: TypeAlias = Literal["numeric", "datetime", "general", "json", "ip", "string", "hash"]
Support: TypeAlias = Literal["documented", "observed", "unspecified"]


class Function(Struct, frozen=True, kw_only=True):
    """A scalar function of Logs Insights.

    ``evaluate`` takes the evaluated arguments in order, periods as Period; with ``needs_context`` the
    query's Context comes first, with ``needs_timestamp`` the row's ``@timestamp``. It raises FunctionError,
    and nothing else, for arguments that have no result. ``support`` is how sure its result is;
    ``unspecified`` names what AWS leaves open about it, for a warning; a function with ``refused`` exists in
    AWS and is not evaluated here, for the reason given.
    """

    name: str
    group: Group
    minimum: int
    maximum: int | None
    evaluate: Callable[..., Value]
    signature: str
    description: str
    support: Support = "documented"
    unspecified: str = ""
    refused: str = ""
    needs_context: bool = False
    needs_timestamp: bool = False
