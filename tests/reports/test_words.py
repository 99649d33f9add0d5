"""Both languages say the same things."""

from string import Formatter

from monitoring.reports.words import en, ja, words


def test_both_languages_have_every_sentence_with_the_same_blanks() -> None:
    assert en.SENTENCES.keys() == ja.SENTENCES.keys()
    for name, sentence in en.SENTENCES.items():
        assert _blanks(sentence) == _blanks(ja.SENTENCES[name]), name


def test_a_language_that_nobody_wrote_is_english() -> None:
    assert words("fr").say("no-rows") == words("en").say("no-rows")


def _blanks(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name}
