"""Text of a composite alarm's rule -> tree, with the place of each mistake."""

from re import compile as regex
from typing import Final

from monitoring.evaluator.rule import (
    MAX_CHILDREN,
    MAX_DEPTH,
    MAX_ELEMENTS,
    MAX_LENGTH,
    AtLeast,
    Chain,
    Child,
    Constant,
    Node,
    Not,
    Place,
    Rule,
    RuleError,
    UnspecifiedRule,
    check_amount,
    unescape_name,
)
from monitoring.evaluator.state import State

_BLANK: Final = regex(r"[ \t\r\n]*")
_WORD: Final = regex(r"[A-Za-z_][A-Za-z_0-9]*")
_AMOUNT: Final = regex(r"([0-9]{1,9})[ ]*(%?)")
_QUOTED: Final = regex(r'"((?:[^"\\]|\\"|\\(?!"))*)"')
_BARE: Final = regex(r'[^ \t\r\n(),"]+')
_STATES: Final = tuple(State)
_OPERATORS: Final = ("AND", "OR")
_CONSTANTS: Final = ("TRUE", "FALSE", "False", "false")
_KNOWN: Final = (*_STATES, *_OPERATORS, "NOT", *_CONSTANTS, "AT_LEAST")


def parse_rule(text: str) -> Rule:
    """Read a rule; raises RuleError with the place of the mistake.

    Source: Amazon CloudWatch User Guide, "Composite alarms"; API Reference, ``PutCompositeAlarm``. Words in
    small letters, but ``false`` and ``False`` (both stand there), and a backslash before ``\\"`` are
    UnspecifiedRule: AWS documents neither. A pair of brackets is counted as one element.
    """
    if len(text) > MAX_LENGTH:
        message = f"the rule has {len(text)} characters, AWS takes {MAX_LENGTH}: split it into two composites"
        raise RuleError(message, MAX_LENGTH, len(text) - MAX_LENGTH)
    parser = _Parser(text)
    tree = parser.read_chain(0)
    if parser.at < len(text):
        raise parser.unexpected("AND, OR or the end of the rule")
    return Rule(tree, parser.children, tuple(parser.unclear))


class _Parser:
    """A place in the text, and what was found before it."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.children: dict[str, Place] = {}
        self.unclear: list[Place] = []
        self.elements = 0
        self.skip_blanks()

    def read_chain(self, depth: int) -> Node:
        """Operands up to a closing bracket or the end."""
        if depth > MAX_DEPTH:
            message = (
                f"brackets are nested more than {MAX_DEPTH} deep: name an inner part as its own composite"
            )
            raise RuleError(message, self.at)
        operands, operators = [self.read_operand(depth)], list[str]()
        while word := self.take_operator():
            if operators and word.word != operators[0]:
                self.unclear.append(word.place)
            operators.append(word.word)
            operands.append(self.read_operand(depth))
        return Chain(tuple(operands), tuple(operators)) if operators else operands[0]

    def take_operator(self) -> "_Word | None":
        """AND or OR, when one follows."""
        word = self.peek_word()
        if word is None or word.word not in _OPERATORS:
            return None
        self.move_to(word.end)
        return word

    def read_operand(self, depth: int) -> Node:
        """A condition with any number of NOT before it; two of them cancel out."""
        negated = False
        while (word := self.peek_word()) and word.word == "NOT":
            negated = not negated
            self.move_to(word.end)
        node = self.read_condition(depth)
        return Not(node) if negated else node

    def read_condition(self, depth: int) -> Node:
        """A bracket, a constant or a function."""
        if self.take("("):
            self.count_element()
            inner = self.read_chain(depth + 1)
            self.expect(")")
            return inner
        word = self.peek_word()
        if word is None or word.word in _OPERATORS:
            raise self.unexpected("a condition such as ALARM(name)")
        if word.word in _CONSTANTS:
            self.count_element()
            self.move_to(word.end)
            return Constant(word.word == "TRUE")
        self.move_to(word.end)
        return self.read_at_least() if word.word == "AT_LEAST" else self.read_child(word)

    def count_element(self) -> None:
        """Note a child, a constant or a bracket; raises RuleError for one too many."""
        self.elements += 1
        if self.elements > MAX_ELEMENTS:
            message = f"the rule has more than {MAX_ELEMENTS} elements: name a part as its own composite"
            raise RuleError(message, self.at)

    def read_child(self, word: "_Word") -> Child:
        """The bracket behind ALARM, OK or INSUFFICIENT_DATA."""
        if word.word not in _STATES:
            message = f"there is no function {word.word}; there are ALARM, OK, INSUFFICIENT_DATA and AT_LEAST"
            raise RuleError(message, word.place.offset, word.place.length)
        self.expect("(")
        name = self.read_name()
        self.expect(")")
        return Child(name, State(word.word))

    def read_at_least(self) -> AtLeast:
        """The brackets behind AT_LEAST."""
        self.expect("(")
        start = self.at
        amount, percent = self.read_amount()
        amount_place = Place(start, self.at - start)
        self.expect(",")
        negated, state = self.read_state()
        self.expect(",")
        names = self.read_names()
        self.expect(")")
        check_amount(amount, 100 if percent else len(names), amount_place)
        return AtLeast(amount, percent, negated, state, names)

    def read_amount(self) -> tuple[int, bool]:
        """A count or a percentage."""
        match = _AMOUNT.match(self.text, self.at)
        if match is None:
            raise self.unexpected("how many, such as 2 or 50%")
        self.move_to(match.end())
        return int(match[1]), bool(match[2])

    def read_state(self) -> tuple[bool, State]:
        """A state, or NOT and a state."""
        word = self.peek_word()
        negated = word is not None and word.word == "NOT"
        if word is not None and negated:
            self.move_to(word.end)
            word = self.peek_word()
        if word is None or word.word not in _STATES:
            raise self.unexpected("ALARM, OK or INSUFFICIENT_DATA, or NOT before one")
        self.move_to(word.end)
        return negated, State(word.word)

    def read_names(self) -> tuple[str, ...]:
        """The list of alarms in AT_LEAST."""
        self.expect("(")
        names = dict.fromkeys([self.read_name()])
        while self.take(","):
            start = self.at
            name = self.read_name()
            if name in names:
                message = f"{name!r} stands twice in AT_LEAST, and AWS does not say whether it counts twice"
                raise UnspecifiedRule(message, start, self.at - start)
            names[name] = None
        self.expect(")")
        return tuple(names)

    def read_name(self) -> str:
        """A name or ARN, quoted or not."""
        match = _QUOTED.match(self.text, self.at) or _BARE.match(self.text, self.at)
        if match is None:
            raise self.no_name()
        self.count_element()
        place = Place(self.at, match.end() - self.at)
        name = unescape_name(match[1], self.at) if match.re is _QUOTED else match[0]
        if not name:
            raise RuleError("the name of the alarm is empty", place.offset, place.length)
        self.children.setdefault(name, place)
        if len(self.children) > MAX_CHILDREN:
            message = (
                f"the rule names more than {MAX_CHILDREN} alarms: split it into composites of composites"
            )
            raise RuleError(message, place.offset, place.length)
        self.move_to(match.end())
        return name

    def no_name(self) -> RuleError:
        """The error that a name is missing, or its quote never closed."""
        if self.text.startswith('"', self.at):
            return RuleError("the quote around the name is never closed", self.at, len(self.text) - self.at)
        return self.unexpected('the name of an alarm; quote it ("..") when it has blanks, brackets or commas')

    def peek_word(self) -> "_Word | None":
        """The next word; UnspecifiedRule for a word of the language in small letters."""
        match = _WORD.match(self.text, self.at)
        if match is None:
            return None
        word, place = match[0], Place(self.at, len(match[0]))
        if word not in _KNOWN and word.upper() in _KNOWN:
            message = f"AWS documents {word.upper()} in capitals only: write it so"
            raise UnspecifiedRule(message, place.offset, place.length)
        return _Word(word, place)

    def take(self, sign: str) -> bool:
        """Move over a sign, when it is next."""
        found = self.text.startswith(sign, self.at)
        if found:
            self.move_to(self.at + 1)
        return found

    def expect(self, sign: str) -> None:
        """Move over a sign that must be next."""
        if not self.take(sign):
            raise self.unexpected(f"`{sign}`")

    def move_to(self, at: int) -> None:
        """Go on behind the blanks at a place."""
        self.at = at
        self.skip_blanks()

    def skip_blanks(self) -> None:
        """Go to the next sign that counts."""
        match = _BLANK.match(self.text, self.at)
        self.at = match.end() if match else self.at

    def unexpected(self, wanted: str) -> RuleError:
        """The error that something else was expected here."""
        word = _WORD.match(self.text, self.at)
        found = word[0] if word else self.text[self.at : self.at + 1]
        said = f"`{found}`" if found else "the end of the rule"
        return RuleError(f"expected {wanted}, found {said}", self.at, max(len(found), 1))


class _Word:
    """A word of the text and where it stands."""

    def __init__(self, word: str, place: Place) -> None:
        self.word, self.place = word, place
        self.end = place.offset + place.length
