"""A text that people read exists in one language only.

Why: `locale` decides which language AWS, Slack and the reports show. A text that lacks this language is
shown in the other one, in the middle of an incident; that is an error. Once a file says something in both
languages, the guide is printed in both, and a text that lacks the other language is a warning.

A plain string counts for both languages when it reads as a name (`Amazon Bedrock`, `p95`). With Japanese
characters it is Japanese; with two or more words in small letters it is English.

Fix: write `{ja: .., en: ..}`.

Bad:

    alarms:
      duration:
        title: 処理時間超過
        impact: {en: Users wait for more than 45 seconds}

Good:

    alarms:
      duration:
        title: {ja: 処理時間超過, en: Function too slow}
        impact: {ja: 利用者が45秒以上待っている, en: Users wait for more than 45 seconds}
"""

from collections.abc import Iterator
from functools import lru_cache
from re import compile as regex
from typing import Final

from monitoring.finding import Finding, Path, error, warning
from monitoring.spec.base import Translated
from monitoring.spec.root import Spec
from monitoring.spec.walk import all_texts

CHECK: Final = "untranslated-text"
# No regular expression, because one with ranges as large as these takes a millisecond to compile.
_JAPANESE: Final = (("\u3040", "\u30ff"), ("\u3400", "\u9fff"), ("\uff66", "\uff9f"))
_QUOTE: Final = regex(r"\{[^{}]*\}|`[^`]*`")
_WORD: Final = regex(r"(?<![\w./-])[a-z]{2,}(?![\w/-])")
_LATIN: Final = regex(r"[A-Za-z]{2,}")
_OTHER: Final = {"ja": "en", "en": "ja"}
_NAMES: Final = {"ja": "Japanese", "en": "English"}


def check(spec: Spec) -> Iterator[Finding]:
    """Texts that lack a language, or say one language and write the other."""
    texts = all_texts(spec)
    both = any(isinstance(text, Translated) and text.ja and text.en for _, text in texts)
    wanted = ("ja", "en") if both else (spec.locale,)
    for path, text in texts:
        if isinstance(text, Translated):
            yield from _translated(spec, text, path, wanted)
        elif _OTHER.get(_language(text)) in wanted:
            yield _lacks(spec, path, _OTHER[_language(text)])


def _translated(spec: Spec, text: Translated, path: Path, wanted: tuple[str, ...]) -> Iterator[Finding]:
    for language in ("ja", "en"):
        said = getattr(text, language).strip()
        if not said and language in wanted:
            yield _lacks(spec, path, language)
        elif _is_other(said, language):
            message = f"the {_NAMES[language]} text is not {_NAMES[language]}"
            yield warning(CHECK, (*path, language), message, "translate it")


def _lacks(spec: Spec, path: Path, language: str) -> Finding:
    make = error if language == spec.locale else warning
    fix = f"write `{{ja: .., en: ..}}` with the {_NAMES[language]} text"
    return make(CHECK, path, f"the text has no {_NAMES[language]}", fix)


def _is_other(text: str, language: str) -> bool:
    if language == "ja":
        return _language(text) == "en"
    return _has_japanese(text) and not _LATIN.search(text)


@lru_cache(maxsize=4096)  # environments share nearly all of their texts
def _language(text: str) -> str:
    """``ja``, ``en``, or nothing when the text reads as a name."""
    if _has_japanese(text):
        return "ja"
    plain = _QUOTE.sub(" ", text)
    return "en" if len(_WORD.findall(plain)) > 1 else ""


def _has_japanese(text: str) -> bool:
    if text.isascii():
        return False
    return any(first <= character <= last for character in text for first, last in _JAPANESE)
