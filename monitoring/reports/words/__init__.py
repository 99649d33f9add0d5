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
