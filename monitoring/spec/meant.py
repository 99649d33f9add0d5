"""What a misspelt quantity probably means; only read when something is wrong."""

from re import compile as regex
from unicodedata import normalize

from monitoring.aws.units import UNITS

_QUANTITY = regex(r"([+-]?\d{1,15}(?:\.\d{1,12})?)?\s*([^\s\d.+-]*)")
_RATE = regex(r"(.+?)\s*(?:\bper\b|/)\s*(.+)")
_DATAPOINTS = regex(r"(\d{1,5})\s*(?:/|of|out of)\s*(\d{1,5})")
_SHARE = regex(r"([\d.]{1,12})\s*%\s*(?:of\s+)?(?:facts\.)?([a-z][a-z0-9.-]*)")
_SUM = regex(r"(?:facts\.)?([a-z][a-z0-9.-]*)\s*(?:\+|plus)\s*(\d{1,9})")
_TOO_LONG = regex(r"\d{16}|\.\d{13}")
_WITHOUT_UNITS = ("Rate", "Datapoints")
_WORDS = {
    "ms": "msec msecs millisecond milliseconds ミリ秒",
    "s": "sec secs second seconds 秒 秒間",
    "m": "min mins minute minutes 分 分間",
    "h": "hr hrs hour hours 時間",
    "d": "day days 日 日間",
    "%": "percent pct パーセント",
    "KB": "k kib kbyte kbytes kilobyte kilobytes",
    "MB": "mib mbyte mbytes megabyte megabytes",
    "GB": "g gib gbyte gbytes gigabyte gigabytes",
    "USD": "$ us$ dollar dollars ドル 米ドル",
    "requests": "req reqs 件 リクエスト",
    "times": "回",
}


def way_out(kind: str, dimension: str | None, example: str, data: object) -> str:
    """What to write instead of ``data``, which is no quantity, rate, threshold or datapoints."""
    if meant := _meant(kind, dimension, data):
        return f"write `{meant}`"
    if dimension and isinstance(data, int | float) and not isinstance(data, bool):
        return f"write its unit too: {' or '.join(f'`{data} {unit}`' for unit in _units(dimension))}"
    if isinstance(data, str) and _TOO_LONG.search(data):
        return "write a number of at most 15 digits"
    if kind == "Threshold":
        return "write `80 % of facts.A.B` or `facts.A.B + 5`"
    return f"write it like `{example}`" + (
        "" if kind in _WITHOUT_UNITS else f": number, blank, {_choice(dimension)}"
    )


def _meant(kind: str, dimension: str | None, data: object) -> str:
    if kind == "Datapoints":
        return datapoints(data)
    if not isinstance(data, str):
        return ""
    readers = {"Rate": rate, "Threshold": relative}
    return readers[kind](data) if kind in readers else quantity(data, dimension)


def quantity(text: str, dimension: str | None) -> str:
    """``5min`` -> ``5 m``; empty when nobody can tell, or when it measures something else."""
    match = _QUANTITY.fullmatch(normalize("NFKC", text).strip())
    unit = _unit(match[2], dimension) if match else ""
    return f"{(match[1] or '1').lstrip('+')} {unit}" if match and unit else ""


def rate(text: str) -> str:
    """``12 requests per minute`` -> ``12 requests per 1 m``."""
    match = _RATE.fullmatch(text)
    if not match:
        return ""
    bare = f"{match[1]} requests" if match[1].isdecimal() else match[1]
    count, per = quantity(bare, "count"), quantity(match[2], "time")
    return f"{count} per {per}" if count and per else ""


def relative(text: str) -> str:
    """``80% of facts.a.b`` -> ``80 % of facts.a.b``."""
    if share := _SHARE.fullmatch(text):
        return f"{share[1]} % of facts.{share[2]}" if share[1].count(".") < 2 else ""
    total = _SUM.fullmatch(text)
    return f"facts.{total[1]} + {total[2]}" if total else ""


def datapoints(data: object) -> str:
    """``3/5`` -> ``3 of 5``, ``5 of 3`` -> ``3 of 5``, 3 -> ``3 of 3``."""
    match = _DATAPOINTS.fullmatch(f"{data} of {data}" if isinstance(data, int) else str(data))
    if not match:
        return ""
    m, n = sorted((int(match[1]), int(match[2])))
    return f"{m} of {n}" if m else ""


def _choice(dimension: str | None) -> str:
    """The units to choose from, in words."""
    if dimension == "count":
        return "what is counted (requests, calls, users, ..)"
    units = _units(dimension)
    listed = f"one of {', '.join(units)}" if units[1:] else units[0]
    return listed if dimension else f"{listed}, or what is counted"


def _units(dimension: str | None) -> list[str]:
    """The units of a dimension, or of all but those that are only words for what is counted."""
    measured = {word: unit.dimension for word, unit in UNITS.items() if unit.dimension != "count"}
    return [word for word, measures in measured.items() if dimension in (None, measures)]


def _unit(word: str, dimension: str | None) -> str:
    spelled = {alias: unit for unit, aliases in _WORDS.items() for alias in aliases.split()}
    spelled |= {unit.lower(): unit for unit in UNITS} | {unit: unit for unit in UNITS}
    unit = spelled.get(word, "") or spelled.get(word.lower(), "")
    return unit if unit and dimension in (None, UNITS[unit].dimension) else ""
