"""YAML events -> data and, beside it, a tree of places.

Works on events and a stack of its own, because libyaml's composer recurses in C and dies on deep nesting.
It is on the way of every command's start: what is common takes few calls, what is rare has its own methods.
"""

from collections.abc import Callable
from typing import Any, Final

from yaml._yaml import CParser
from yaml.events import (
    AliasEvent,
    DocumentEndEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
    StreamStartEvent,
)

from monitoring.finding import Path
from monitoring.yamltext import problem
from monitoring.yamltext.frames import Anchored, Frame, ListFrame, MappingFrame, add_weight, close_frame
from monitoring.yamltext.nodes import Data, Listing, Mapping, Node, node_range
from monitoring.yamltext.scalars import is_special, read_plain

MAX_DEPTH: Final = 100
MAX_NODES: Final = 200_000
_MAX_EVENTS: Final = 3 * MAX_NODES + 10  # a value has at most a key, a start and an end


class Tree:
    """Reads one document of YAML text into ``data``, ``root`` and ``problems``.

    ``usable`` is false when reading stopped early. A fragment is a piece of a file that starts on
    ``first_line``; in it an alias may well stand for something above. Raises yaml.YAMLError for what
    libyaml cannot read.
    """

    def __init__(self, text: str, *, fragment: bool = False, first_line: int = 1) -> None:
        self.problems: list[problem.Problem] = []
        self.usable = True
        self._fragment = fragment
        self._first_line = first_line
        self._file = Listing(0, flow=False)  # holds the one document, so that it needs no special case
        self._frame: Frame = ListFrame(self._file, None)
        self._frames: list[Frame] = [self._frame]
        self._anchors: dict[str, Anchored | None] = {}
        self._done = False
        self._read(CParser(text))

    @property
    def root(self) -> Node | None:
        """The place of the data; None in a file without any."""
        return self._file.items[0] if self._file.items else None

    @property
    def data(self) -> Data:
        """What the document says."""
        return self._file.data[0] if self._file.data else None

    def _read(self, parser: CParser) -> None:
        next_event = parser.get_event
        handlers: dict[type, Callable[[Any], None]] = {
            ScalarEvent: self._take_scalar,
            MappingStartEvent: self._open_mapping,
            SequenceStartEvent: self._open_list,
            MappingEndEvent: self._close_branch,
            SequenceEndEvent: self._close_branch,
            AliasEvent: self._take_alias,
            DocumentStartEvent: self._start_document,
            DocumentEndEvent: self._skip,
            StreamStartEvent: self._skip,
            StreamEndEvent: self._finish,
        }
        event = None
        for _ in range(_MAX_EVENTS):
            event = next_event()
            handlers[type(event)](event)
            if self._done:
                return
        self._stop(event, problem.too_many(MAX_NODES))

    def _skip(self, event: Any) -> None:
        pass

    def _finish(self, event: Any) -> None:
        self._done = True

    def _stop(self, where: Any, complaint: problem.Complaint) -> None:
        self._report(where, complaint)
        self.usable = False
        self._done = True

    def _report(self, where: Any, complaint: problem.Complaint) -> None:
        start, end = node_range(where)
        self.problems.append(problem.Problem(self._path(), start, end - start, *complaint))

    def _path(self) -> Path:
        return tuple(frame.name for frame in self._frames[1:])

    def _start_document(self, event: DocumentStartEvent) -> None:
        if self._file.items:
            self._stop(event, problem.second_document())

    def _take_scalar(self, event: ScalarEvent) -> None:
        frame = self._frame
        data: Data = event.value
        special = event.implicit[0] and is_special(event.value)
        if isinstance(frame, MappingFrame) and frame.wants_key:
            first = frame.start_entry(event)
            if first is not None or special:
                self._check_key(frame, event, first)
        elif special:
            data = self._add_special(frame, event)
        else:
            frame.add(event, data)
        if event.anchor is not None or event.tag is not None:
            self._take_properties(event, data)

    def _check_key(self, frame: MappingFrame, event: ScalarEvent, first: ScalarEvent | None) -> None:
        name = event.value
        if first is not None:
            line = self._first_line + first.start_mark.line  # type: ignore[union-attr]  # always set
            self._report(event, problem.duplicate_key(self._path(), line))
        if not event.implicit[0]:
            return
        complaint = problem.odd_key(name, read_plain(name))
        if complaint is not None:
            self._report(event, complaint)
        if name in ("", "<<"):
            frame.drop_entry(name)

    def _add_special(self, frame: Frame, event: ScalarEvent) -> Data:
        reading = read_plain(event.value)
        frame.add(event, reading.value)
        if reading.trap:
            self._report(event, problem.odd_value(event.value, reading))
        return reading.value

    def _take_properties(self, event: ScalarEvent, data: Data) -> None:
        if event.tag is not None:
            self._report(event, problem.refused_tag(event.tag))
        if event.anchor is not None:
            self._anchors[event.anchor] = Anchored(event, data)

    def _open_mapping(self, event: Any) -> None:
        mapping = Mapping(event.start_mark.index, event.flow_style)
        self._open_branch(event, mapping)
        self._push(event, MappingFrame(mapping, event.anchor))

    def _open_list(self, event: Any) -> None:
        listing = Listing(event.start_mark.index, event.flow_style)
        self._open_branch(event, listing)
        self._push(event, ListFrame(listing, event.anchor))

    def _open_branch(self, event: Any, branch: Mapping | Listing) -> None:
        frame = self._frame
        if isinstance(frame, MappingFrame) and frame.wants_key:
            frame.drop_entry()
            self._report(event, problem.branch_key())
        else:
            frame.add(branch, branch.data)
        if event.tag is not None:
            self._report(event, problem.refused_tag(event.tag))

    def _push(self, event: Any, frame: Frame) -> None:
        if event.anchor is not None:
            self._anchors[event.anchor] = None
        if len(self._frames) > MAX_DEPTH:
            self._stop(event, problem.too_deep(MAX_DEPTH))
        self._frames.append(frame)
        self._frame = frame

    def _close_branch(self, event: Any) -> None:
        frame = self._frames.pop()
        self._frame = self._frames[-1]
        anchored = close_frame(frame, self._frame, event.end_mark.index)
        if anchored.nodes > MAX_NODES:
            self._stop(frame.branch, problem.too_many(MAX_NODES))
        if frame.anchor is not None:
            self._anchors[frame.anchor] = anchored

    def _take_alias(self, event: Any) -> None:
        frame = self._frame
        if isinstance(frame, MappingFrame) and frame.wants_key:
            frame.drop_entry()
            self._report(event, problem.branch_key())
            return
        anchored = self._anchors.get(event.anchor)
        if anchored is None:
            frame.add(event, None)
            self._refuse_alias(event)
            return
        frame.add(anchored.node, anchored.data)
        add_weight(frame, anchored.nodes - 1, anchored.height)
        if len(self._frames) - 1 + anchored.height > MAX_DEPTH:
            self._stop(event, problem.too_deep(MAX_DEPTH))

    def _refuse_alias(self, event: Any) -> None:
        if event.anchor in self._anchors:
            self._report(event, problem.endless_alias(event.anchor))
        elif not self._fragment:
            self._report(event, problem.unknown_alias(event.anchor))
