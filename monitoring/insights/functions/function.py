"""What the engine and the documentation know of one function."""

from collections.abc import Callable
from typing import Any, Literal, TypeAlias

from msgspec import Struct

from monitoring.insights.values import Value

Group: TypeAlias = Literal["numeric", "datetime", "general", "json", "ip", "string", "hash"]
Support: TypeAlias = Literal["documented", "observed", "unspecified"]


class Function(Struct, frozen=True, kw_only=True):
    """A scalar function of Logs Insights.

    ``evaluate`` takes the evaluated arguments in order, periods as Period and regexes as RE2 patterns; with
    ``needs_context`` the query's Context comes first, with ``needs_timestamp`` the row's ``@timestamp``. It
    raises FunctionError, and nothing else, for arguments that have no result. ``support`` is how sure its
    result is; ``unspecified`` lists what AWS leaves open about it, each told to ``Context.warn`` when a value
    depends on it; a function with ``refused`` exists in AWS and is not evaluated here, for the reason given.
    """

    name: str
    group: Group
    minimum: int
    maximum: int | None
    evaluate: Callable[..., Value]
    signature: str
    description: str
    support: Support = "documented"
    unspecified: tuple[str, ...] = ()
    refused: str = ""
    needs_context: bool = False
    needs_timestamp: bool = False


def define(
    group: Group, signature: str, description: str, evaluate: Callable[..., Value], **other: Any
) -> Function:
    """A function with the name and number of arguments of its signature: ``f(a, b?)``, ``f(a, ...)``.

    What AWS leaves open needs somebody to tell: ``unspecified`` asks for the context.
    """
    name, _, inside = signature.removesuffix(")").partition("(")
    arguments = inside.split(", ") if inside else []
    counted = [argument for argument in arguments if argument != "..."]
    other.setdefault("needs_context", bool(other.get("unspecified")))
    other.setdefault("maximum", None if "..." in arguments else len(counted))
    return Function(
        name=name,
        group=group,
        minimum=sum(not argument.endswith("?") for argument in counted),
        evaluate=evaluate,
        signature=signature,
        description=description,
        **other,
    )
