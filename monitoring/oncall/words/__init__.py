"""What people read, by locale: the same sentences in each, filled in by name."""

from collections.abc import Mapping
from typing import NamedTuple

from monitoring.oncall.people import marked
from monitoring.oncall.words import en, ja

_SENTENCES: Mapping[str, Mapping[str, str]] = {"en": en.SENTENCES, "ja": ja.SENTENCES}


class Words(NamedTuple):
    """The words of a locale."""

    locale: str
    sentences: Mapping[str, str]

    def say(self, name: str, **values: object) -> str:
        """A sentence; KeyError for a name or a value that is missing is a bug.

        ``by`` and ``who`` may be an id of Slack.
        """
        people = {key: marked(values[key]) for key in ("by", "who") if key in values}
        return self.sentences[name].format(**(values | people))

    def severity(self, severity: str) -> str:
        """A severity's word; one that nobody knows stays as it is."""
        return self.sentences.get(f"severity-{severity}", severity)


def words(locale: str) -> Words:
    """The words of a locale; English where there are none."""
    return Words(locale, _SENTENCES.get(locale, en.SENTENCES))
