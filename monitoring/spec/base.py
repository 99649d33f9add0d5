"""What every chapter's models share."""

from typing import Annotated, Protocol, TypeAlias

from msgspec import Meta, Struct


class Model(Struct, frozen=True, forbid_unknown_fields=True, rename="kebab", kw_only=True):
    """A mapping of monitoring.yaml: immutable, unknown keys refused, keys written with dashes."""


class Translated(Model, frozen=True, kw_only=True):
    """A text in both languages."""

    ja: str = ""
    en: str = ""


Text: TypeAlias = str | Translated
"""A text for people: one string for all languages, or one for each."""

Name: TypeAlias = Annotated[
    str,
    Meta(
        pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$",
        max_length=64,
        description="up to 64 small letters, digits and dashes",
        examples=["slow-requests"],
    ),
]
"""The name of an entry: physical names, logical ids and links are made of it."""

GuideIds: TypeAlias = str | tuple[str, ...]
"""Items of the operations guide that an entry implements."""


class Entry(Model, frozen=True, kw_only=True):
    """A named thing: what it is called and which items of the guide it implements."""

    guide: Annotated[GuideIds, Meta(description="items of the operations guide this entry implements")] = ()
    title: Annotated[Text, Meta(description="what people read")] = ""


def say(text: Text, locale: str) -> str:
    """The text in a locale; the other language when that one is missing."""
    if isinstance(text, str):
        return text
    return (text.ja or text.en) if locale == "ja" else (text.en or text.ja)


class Guided(Protocol):
    """Anything with guide ids."""

    @property
    def guide(self) -> GuideIds:
        """The ids as they are written: one, or several."""


def guide_ids(entry: Guided) -> tuple[str, ...]:
    """The entry's guide ids, always as a tuple."""
    return (entry.guide,) if isinstance(entry.guide, str) else entry.guide
