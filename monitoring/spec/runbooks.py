"""The chapters `runbooks` and `documents`: what to do, step by step, and where more is written."""

from typing import Annotated, Literal

from msgspec import Meta

from monitoring.spec.base import Entry, Model, Text


class Step(Model, frozen=True, kw_only=True):
    """One step: what to do, and what to look at while doing it."""

    do: Annotated[Text, Meta(description="what to do")]
    query: Annotated[str | None, Meta(description="saved query to look at")] = None
    graph: Annotated[str | None, Meta(description="metric to look at")] = None
    alarm: Annotated[str | None, Meta(description="alarm to look at")] = None
    command: Annotated[str | None, Meta(description="a command line to run")] = None
    link: Annotated[str | None, Meta(description="a document, or one of facts.links")] = None
    decide: Annotated[dict[str, Text], Meta(description="what was found: what to do")] = {}


class Runbook(Entry, frozen=True, kw_only=True):
    """A procedure: for an alarm, for scaling, or for an emergency."""

    kind: Annotated[
        Literal["alert", "scaling", "emergency"],
        Meta(description="what calls for it: an alarm, growth, or an emergency"),
    ] = "alert"
    when: Annotated[Text, Meta(description="the situation it is for")] = ""
    signals: Annotated[tuple[str, ...], Meta(description="alarms that call for it")] = ()
    changes: Annotated[tuple[str, ...], Meta(description="facts it changes: facts.function.memory")] = ()
    steps: Annotated[tuple[Step, ...], Meta(description="in order")]


class Document(Entry, frozen=True, kw_only=True):
    """A document of the repository."""

    file: Annotated[str, Meta(description="its path in the repository")]
