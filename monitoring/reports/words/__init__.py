"""What reports say, by locale, beside the words that all messages share."""

from collections.abc import Mapping

from monitoring.oncall.words import Words
from monitoring.oncall.words import words as shared
from monitoring.reports.words import en, ja

_SENTENCES: Mapping[str, Mapping[str, str]] = {"en": en.SENTENCES, "ja": ja.SENTENCES}


def words(locale: str) -> Words:
    """The words of a locale; English where there are none."""
    base = shared(locale)
    return Words(locale, {**base.sentences, **_SENTENCES.get(locale, en.SENTENCES)})


def heading_of(words: Words, kind: str, name: str) -> str:
    """A word for a name of the data, such as a column of a query; the name itself where there is none."""
    return words.sentences.get(f"{kind}-{name}", name)
