"""Numbers with units, and thresholds relative to a fact.

A quantity is written ``45 s``: number, one blank, unit. Bare numbers are counts.
"""

from re import ASCII
from re import compile as regex
from typing import ClassVar, NoReturn, TypeAlias

from monitoring.aws.units import UNITS
from monitoring.spec.shown import shown

Number: TypeAlias = int | float

_QUANTITY = regex(r"([+-]?\d{1,15}(?:\.\d{1,12})?) (\S+)", ASCII)
_MOST, _EXACT = 10**15, 10**12
_RATE = regex(r"(.+) per (.+)")
_SHARE = regex(r"(\d{1,9}(?:\.\d{1,9})?) % of (facts(?:\.[a-z][a-z0-9-]*)+)", ASCII)
_SUM = regex(r"(facts(?:\.[a-z][a-z0-9-]*)+)(?: \+ (\d{1,9}))?", ASCII)


class Refused(ValueError):
    """A value that does not read as what its place asks for; ``fix`` is the way out."""

    def __init__(self, message: str, fix: str) -> None:
        super().__init__(message)
        self.fix = fix


class Quantity:
    """A number with a unit; ``base`` is its value in s, bytes, %, count, USD or ACU."""

    __slots__ = ("unit", "value")
    dimension: ClassVar[str | None] = None
    example: ClassVar[str] = "45 s"
    described: ClassVar[str] = "a number with a unit"
    value: Number
    unit: str

    def __init__(self, value: Number, unit: str) -> None:
        object.__setattr__(self, "value", value)
        object.__setattr__(self, "unit", unit)

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError(f"a quantity is immutable: {name}")

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Quantity) and (self.kind, self.base) == (other.kind, other.base)

    def __hash__(self) -> int:
        return hash((self.kind, self.base))

    def __repr__(self) -> str:
        return f"{type(self).__name__}({str(self)!r})"

    def __str__(self) -> str:
        number = str(self.value) if isinstance(self.value, int) else f"{self.value:.12g}"
        return number if self.unit in ("", "count") else f"{number} {self.unit}"

    @property
    def kind(self) -> str:
        """The dimension measured: time, share, data, count, money or capacity."""
        return UNITS[self.unit].dimension

    @property
    def base(self) -> float:
        """The value in the dimension's base unit."""
        return tidy(self.value * UNITS[self.unit].factor)

    def to(self, unit: str) -> float:
        """The value in another unit of the same dimension."""
        return tidy(self.value * UNITS[self.unit].factor / UNITS[unit].factor)

    @classmethod
    def parse(cls, data: object) -> "Quantity":
        """Read ``45 s`` or a bare count; raises Refused."""
        found = _split(data)
        if found is None or cls.dimension not in (None, UNITS[found[1]].dimension):
            raise _refused(cls, data)
        if cls.dimension is not None and found[0] < 0:
            message = f"expects {cls.described}, got {shown(data)}, which is less than nothing"
            raise Refused(message, "write it without the minus")
        return cls(*found)


class Duration(Quantity):
    """A length of time."""

    __slots__ = ()
    dimension = "time"
    example = "5 m"
    described = "a time"

    @property
    def seconds(self) -> int:
        """Whole seconds."""
        return round(self.base)


class Data(Quantity):
    """An amount of memory or storage."""

    __slots__ = ()
    dimension = "data"
    example = "1024 MB"
    described = "an amount of data"


class Capacity(Quantity):
    """Aurora capacity units."""

    __slots__ = ()
    dimension = "capacity"
    example = "0.5 ACU"
    described = "a capacity"


class Money(Quantity):
    """An amount of money."""

    __slots__ = ()
    dimension = "money"
    example = "50 USD"
    described = "an amount of money"


class Count(Quantity):
    """How many, with or without a word for what: ``20 requests``."""

    __slots__ = ()
    dimension = "count"
    example = "20 requests"
    described = "a count"


class Rate:
    """A count in a time: ``12 requests per 1 m``; ``per_second`` is how often that is."""

    __slots__ = ("count", "per", "per_second")
    example: ClassVar[str] = "12 requests per 1 m"
    described: ClassVar[str] = "a rate"

    def __init__(self, count: Quantity, per: Quantity) -> None:
        self.count, self.per = count, per
        self.per_second = count.base / per.base

    def __str__(self) -> str:
        return f"{self.count} per {self.per}"

    @classmethod
    def parse(cls, data: object) -> "Rate":
        """Read ``12 requests per 1 m``; raises Refused."""
        parts = _RATE.fullmatch(data) if isinstance(data, str) else None
        count, per = (_split(parts[1]), _split(parts[2])) if parts else (None, None)
        if not (count and per and _measures(count, "count") and _measures(per, "time")):
            raise _refused(cls, data)
        if count[0] < 0 or per[0] <= 0:
            message = f"expects {cls.described} with a time to count in, got {shown(data)}"
            raise Refused(message, f"write it like `{cls.example}`")
        return cls(Count(*count), Duration(*per))


class Threshold:
    """A quantity, a share of a fact (``80 % of facts.a.b``), or a fact plus a number (``facts.a.b + 5``)."""

    __slots__ = ("fact", "plus", "quantity", "share")
    example: ClassVar[str] = "45 s"
    described: ClassVar[str] = "a number with a unit"

    def __init__(
        self, quantity: Quantity | None = None, fact: str = "", share: float = 100.0, plus: int = 0
    ) -> None:
        self.quantity, self.fact, self.share, self.plus = quantity, fact, share, plus

    def __str__(self) -> str:
        if self.quantity is not None:
            return str(self.quantity)
        if self.plus:
            return f"{self.fact} + {self.plus}"
        return f"{self.share:g} % of {self.fact}" if self.share != 100 else self.fact

    @classmethod
    def parse(cls, data: object) -> "Threshold":
        """Read any of the three forms; raises Refused."""
        if isinstance(data, str) and ("facts" in data or " of " in data):
            return cls._parse_relative(data)
        return cls(Quantity.parse(data))

    @classmethod
    def _parse_relative(cls, data: str) -> "Threshold":
        if share := _SHARE.fullmatch(data):
            return cls(fact=share[2], share=float(share[1]))
        if plain := _SUM.fullmatch(data):
            return cls(fact=plain[1], plus=int(plain[2] or 0))
        raise _refused(cls, data)


class Datapoints:
    """M of N: how many of the last N datapoints must breach."""

    __slots__ = ("m", "n")
    example: ClassVar[str] = "3 of 5"
    described: ClassVar[str] = "M of N datapoints (1 <= M <= N)"

    def __init__(self, m: int, n: int) -> None:
        self.m, self.n = m, n

    def __str__(self) -> str:
        return f"{self.m} of {self.n}"

    @classmethod
    def parse(cls, data: object) -> "Datapoints":
        """Read ``3 of 5``; raises Refused."""
        m, word, n = data.partition(" of ") if isinstance(data, str) else ("", "", "")
        if not (word and _is_small(m) and _is_small(n) and 1 <= int(m) <= int(n)):
            raise _refused(cls, data)
        return cls(int(m), int(n))


def tidy(number: float) -> float:
    """Without the noise of binary fractions: 0.1 + 0.2 is 0.3."""
    if -_EXACT < number < _EXACT and number == int(number):  # the usual case, a tenth of the work
        return float(number)
    return float(f"{number:.12g}")


def _is_small(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 6


def _split(data: object) -> tuple[Number, str] | None:
    """Number and unit; None for what is no quantity."""
    if isinstance(data, (int, float)):
        return (data, "count") if not isinstance(data, bool) and abs(data) < _MOST else None
    match = _QUANTITY.fullmatch(data) if isinstance(data, str) else None
    if not match or match[2] not in UNITS:
        return None
    return (float(match[1]) if "." in match[1] else int(match[1])), match[2]


def _measures(found: tuple[Number, str], dimension: str) -> bool:
    return UNITS[found[1]].dimension == dimension


def _refused(wanted: type[Quantity | Rate | Threshold | Datapoints], data: object) -> Refused:
    from monitoring.spec.meant import way_out  # only what is wrong pays for it

    message = f"expects {wanted.described} such as `{wanted.example}`, got {shown(data)}"
    dimension = getattr(wanted, "dimension", None)
    return Refused(message, way_out(wanted.__name__, dimension, wanted.example, data))
