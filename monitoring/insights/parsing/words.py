"""Suggestions for misspelt words."""

from collections.abc import Collection


def nearest(word: str, known: Collection[str]) -> str:
    """``did you mean ..?``, or all that there is when nothing is near."""
    from difflib import get_close_matches  # only what is wrong pays for it

    by_key = {name.lower(): name for name in known}
    close = get_close_matches(word.lower(), by_key, 1, 0.6)
    return f"did you mean `{by_key[close[0]]}`?" if close else f"there are: {', '.join(sorted(known))}"
