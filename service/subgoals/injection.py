"""Detection of prompt injection: what is looked for stands in `injection_rules`, how it is looked at here.

A goal is about a person's life and work, an injection talks to the model. Rules therefore look for orders
that only make sense to a model, never for single words: "ignore distractions" is a goal, and so is
「指示に従う力をつける」.
"""

import re
from collections.abc import Iterable
from functools import cache
from typing import Final, TypeAlias
from unicodedata import normalize

from service.subgoals.cleaning import clean
from service.subgoals.injection_english import ENGLISH
from service.subgoals.injection_japanese import JAPANESE
from service.subgoals.injection_rules import MARKERS, SQUEEZED, Rule

_HIDDEN: Final = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f"
    "\ufeff\uffa0\U000e0000-\U000e0fff]"
)
_COMBINING: Final = re.compile("[\u0300-\u036f]")
_SPACES: Final = re.compile(r"[^\S\n]+")
_BLANKS: Final = re.compile(r"\s+")
# Cyrillic and Greek letters that look like Latin ones. Looking for them is faster than translating.
_ALIKE: Final = "аеорсухіјѕһԁԛԝοαεικνρτυ"
_LOOKALIKE: Final = re.compile(f"[{_ALIKE}]")
_LOOKALIKES: Final = str.maketrans(_ALIKE, "aeopcyxijshdqwoaeiknptu")
# Letters and figures that stand for them, with one letter for all those that are mistaken for each other.
_NO_LETTERS: Final = re.compile(r"[^a-z013457@$!|]+")
_FIGURES: Final = str.maketrans("013457@$!|l", "oieastasiii")


_Index: TypeAlias = tuple[tuple[str, tuple[Rule, ...]], ...]


def _index(rules: tuple[Rule, ...]) -> _Index:
    """Rules by the words that must be there."""
    words = dict.fromkeys(word for rule in rules for word in rule.words)
    return tuple((word, tuple(rule for rule in rules if word in rule.words)) for word in words)


_MARKERS: Final = _index(MARKERS)
_ORDERS: Final = _index(ENGLISH + JAPANESE)
_JAPANESE: Final = _index(JAPANESE)
_SQUEEZED: Final = _index(
    tuple(
        Rule(rule.name, tuple(word.replace("l", "i") for word in rule.words), rule.pattern.replace("l", "i"))
        for rule in SQUEEZED
    )
)


def find_injection(texts: Iterable[str]) -> str | None:
    """The name of the first rule that the texts of a request break, or None; takes them as they were sent.

    They are read as one, because a model reads them so: an order that is spread over two fields is found too.
    """
    raw = "\n".join(texts)
    cleaned = clean(raw)
    plain = _plain(raw)
    return _first(_MARKERS, plain) or _look_at_words(plain if cleaned == raw else _plain(cleaned))


def _look_at_words(text: str) -> str | None:
    """Looks at orders in both languages, and at English whose letters were pulled apart or replaced."""
    found = _first(_ORDERS, text) or _first(_SQUEEZED, _NO_LETTERS.sub("", text).translate(_FIGURES))
    joined = text if text.isascii() else _BLANKS.sub("", text)
    return found or (None if joined is text else _first(_JAPANESE, joined))


def _first(index: _Index, text: str) -> str | None:
    """The first rule that matches; a pattern is compiled when one of its words is there, which is seldom."""
    tried = set()
    for word, rules in index:
        if word in text:
            for rule in rules:
                if rule.pattern not in tried and _compiled(rule.pattern).search(text):
                    return rule.name
                tried.add(rule.pattern)
    return None


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    """A pattern, compiled once."""
    return re.compile(pattern, re.MULTILINE)


def _plain(text: str) -> str:
    """The text in one writing: width, case, accents, look-alikes, hidden characters, blanks."""
    if not text.isascii():
        text = _HIDDEN.sub("", normalize("NFKC", text))
        if _COMBINING.search(normalize("NFD", text)):
            text = normalize("NFC", _COMBINING.sub("", normalize("NFD", text)))
        text = text.lower()
        if _LOOKALIKE.search(text):
            text = text.translate(_LOOKALIKES)
    return _SPACES.sub(" ", text.lower())
