"""What was said to whom, remembered longer than a fault lasts: a second try reaches those that lack alone."""

from typing import Final

from monitoring.escalation.planned import LONGEST
from monitoring.escalation.tools import Tools
from monitoring.oncall.insights import error_word
from monitoring.oncall.store import Key

_KEPT: Final = 2 * LONGEST


def was_heard(tools: Tools, once: str) -> bool:
    """Whether it was noted; where the table does not answer it was not: twice is better than not at all."""
    try:
        return bool(once) and _where(once) in tools.store.read([_where(once)])
    except Exception as error:
        tools.journal.warn("said", why=error_word(error))
        return False


def note_heard(tools: Tools, once: str) -> None:
    """Note it, if it has a name; a table that does not answer lets it be said twice."""
    if not once:
        return
    pk, sk = _where(once)
    try:
        tools.store.put({"pk": pk, "sk": sk, "expires": (tools.clock.now() + _KEPT) // 1000})
    except Exception as error:
        tools.journal.warn("said", why=error_word(error))


def _where(once: str) -> Key:
    return f"said#{once}", "-"
