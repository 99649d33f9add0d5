"""What a report lacks, in words: days in a row are one."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Final

from monitoring.oncall.cells import heading_of
from monitoring.reports.say import Teller
from monitoring.reports.sources import Lack

_ONE: Final = timedelta(days=1)


def lack_lines(teller: Teller, lacks: Iterable[Lack]) -> Iterator[str]:
    """One sentence each."""
    found = list(lacks)
    yield from (lack_line(teller, lack) for lack in found if _day(lack) is None)
    yield from (_line(teller, _range(teller, days), lack) for days, lack in _runs(found))


def lack_line(teller: Teller, lack: Lack) -> str:
    """``Error log: not done in time``."""
    return _line(teller, heading_of(teller.words, "what", lack.what).removeprefix("what-"), lack)


def _line(teller: Teller, what: str, lack: Lack) -> str:
    what = teller.words.sentences.get(f"what-{what}", what)
    why = heading_of(teller.words, "why", lack.why) if lack.why else ""
    if lack.status == "missing" and not why:
        return teller.say("lack-missing-plain", what=what)
    return teller.say(f"lack-{lack.status}", what=what, why=why)


def _runs(lacks: Iterable[Lack]) -> Iterator[tuple[list[date], Lack]]:
    """Days that follow each other and are missing for the same reason."""
    days: list[date] = []
    last: Lack | None = None
    for lack in lacks:
        day = _day(lack)
        if day is None:
            continue
        if last and (lack[1:] != last[1:] or day != days[-1] + _ONE):
            yield days, last
            days = []
        days, last = [*days, day], lack
    if last:
        yield days, last


def _range(teller: Teller, days: list[date]) -> str:
    first, last = teller.day(days[0]), teller.day(days[-1])
    return teller.say("what-day" if len(days) == 1 else "what-range", first=first, last=last)


def _day(lack: Lack) -> date | None:
    try:
        return date.fromisoformat(lack.what)
    except ValueError:
        return None
