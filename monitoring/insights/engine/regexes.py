"""Regular expressions in RE2: no pattern can make them slow."""

from functools import lru_cache
from typing import Any


@lru_cache(256)
def compile_regex(pattern: str) -> Any:
    """A pattern that the parser has accepted."""
    import re2  # 10 ms, which queries without regexes need not pay

    return re2.compile(pattern)
