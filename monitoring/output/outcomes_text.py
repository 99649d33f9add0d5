"""Outcomes of tests as people read them: what was expected, what came, and when, with a drawing."""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from monitoring.document import Document
from monitoring.finding import Finding, error
from monitoring.output import text
from monitoring.output.terminal import PLAIN, Palette, harmless
from monitoring.output.timeline_drawing import BLOCKS, Row, Signs, draw
from monitoring.testing.known import reference
from monitoring.testing.outcomes import Failure, FileOutcome, Outcome

CHECK: Final = "expectation"


class Look(NamedTuple):
    """How outcomes are shown: colours, columns of the terminal (None: no terminal), signs of drawings.

    ``doubts`` shows what AWS leaves open about the results, instead of counting it.
    """

    palette: Palette = PLAIN
    width: int | None = None
    signs: Signs = BLOCKS
    doubts: bool = False


def render(files: Iterable[FileOutcome], look: Look) -> str:
    """Everything that went wrong, then one line a file, then the verdict."""
    found = list(files)
    blocks = "".join(_file_blocks(file, look) for file in found)
    lines = "".join(f"{_file_line(file, look.palette)}\n" for file in found)
    return f"{blocks}{lines}{look.palette.paint(look.palette.strong, verdict(found))}\n{_doubts(found, look)}"


def _doubts(files: list[FileOutcome], look: Look) -> str:
    """What AWS leaves open about the results, each once with the number of tests that rest on it."""
    counts = Counter(doubt for file in files for outcome in file.outcomes for doubt in outcome.doubts)
    if not counts:
        return ""
    lines = [f"  {harmless(doubt)} ({text.plural(count, 'test')})\n" for doubt, count in counts.items()]
    heading = look.palette.paint(look.palette.note, f"AWS leaves open {text.plural(len(counts), 'thing')}")
    return f"{heading} that these results rest on" + (
        ":\n" + "".join(lines) if look.doubts else "; --doubts shows them\n"
    )


def verdict(files: list[FileOutcome]) -> str:
    """`3 of 42 tests failed in 6 files`, `42 tests passed in 6 files`."""
    outcomes = [outcome for file in files for outcome in file.outcomes]
    failed = sum(not outcome.passed for outcome in outcomes)
    broken = sum(bool(file.findings) for file in files)
    tests, where = text.plural(len(outcomes), "test"), f"in {text.plural(len(files), 'file')}"
    ran = f"{failed:,} of {tests} failed {where}" if failed else f"{tests} passed {where}"
    unread = f"{text.plural(broken, 'file')} could not be run" if broken else ""
    return "; ".join(filter(None, [ran if outcomes or not broken else "", unread]))


def failure_finding(outcome: Outcome, failure: Failure) -> Finding:
    """A failure as a finding, so that it has a place and is shown as findings are."""
    return error(CHECK, failure.path, outcome.test.name, "")


def _file_blocks(file: FileOutcome, look: Look) -> str:
    blocks = text.render(file.document, file.findings, look.palette, look.width)
    return blocks + "".join(describe(file.document, outcome, look) for outcome in file.outcomes)


def describe(document: Document, outcome: Outcome, look: Look) -> str:
    """All failures of a test with their drawings, an empty line after each; nothing when it passed."""
    return "".join(_block(document, outcome, failure, look) for failure in outcome.failures)


def _block(document: Document, outcome: Outcome, failure: Failure, look: Look) -> str:
    shown = text.render(document, [failure_finding(outcome, failure)], look.palette, look.width)
    lines = [shown.rstrip("\n"), *_sides(failure, look.palette)]
    drawn = draw(_rows(outcome, failure), outcome.timeline.period, outcome.known.zone, failure.at, look.signs)
    return "\n".join([*lines, *(f"    {line}".rstrip() for line in drawn)]) + "\n\n"


def _sides(failure: Failure, palette: Palette) -> Iterator[str]:
    pairs = (("expected", failure.expected), ("got", failure.got), ("in fact", failure.hint))
    for word, said in pairs:
        if said:
            first, *more = said.split("\n")
            yield f"  {palette.paint(palette.strong, f'{word}:')} {harmless(first)}"
            yield from (f"{' ' * (len(word) + 4)}{harmless(line)}" for line in more)


def _rows(outcome: Outcome, failure: Failure) -> list[Row]:
    tracks = (track for name in failure.alarms for track in outcome.timeline.of(name))
    return [Row(_name(reference(track.alarm), track.contributor), track) for track in tracks]


def _name(alarm: str, contributor: str) -> str:
    return f"{alarm} ({contributor})" if contributor else alarm


def _file_line(file: FileOutcome, palette: Palette) -> str:
    name = harmless(file.document.file)
    if file.findings:
        return f"{palette.paint(palette.error, 'not run')} {name}: {text.summary(file.findings)}"
    failed = sum(not outcome.passed for outcome in file.outcomes)
    count = text.plural(len(file.outcomes), "test")
    if failed:
        return f"{palette.paint(palette.error, 'failed')}  {name}: {failed} of {count}"
    return f"{palette.paint(palette.good, 'passed')}  {name}: {count}"
