"""Addresses of the CloudWatch console, in the escaping that the console itself uses.

What AWS does not document was observed: the part after ``queryDetail`` is written in JSURL (objects as
``~(name~value)``, other characters as ``*xx``), and the fragment has ``$`` where an address has ``%``.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple
from urllib.parse import quote

from monitoring.oncall.clock import iso

_PLAIN = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-.")
_CONSOLES: Mapping[str, str] = {
    "cn": "console.amazonaws.cn",
    "us-gov": "console.amazonaws-us-gov.com",
}


class Console(NamedTuple):
    """The console of a region."""

    region: str

    def alarm(self, name: str) -> str:
        """An alarm's page."""
        return f"{self._root()}#alarmsV2:alarm/{quote(name, safe='')}"

    def dashboard(self, name: str, start: int, end: int) -> str:
        """A dashboard between two moments (epoch milliseconds)."""
        return f"{self._root()}#dashboards/dashboard/{quote(name)}?start={iso(start)}&end={iso(end)}"

    def query(self, text: str, log_groups: Sequence[str], start: int, end: int) -> str:
        """Logs Insights with a query and its range filled in (epoch milliseconds, kept to the second)."""
        detail = {
            "end": iso(end),
            "start": iso(start),
            "timeType": "ABSOLUTE",
            "tz": "LOCAL",
            "editorString": text,
            "source": list(log_groups),
        }
        return f"{self._root()}#logsV2:logs-insights$3FqueryDetail$3D{jsurl(detail)}"

    def log_group(self, name: str) -> str:
        """A log group's page; the console decodes its name twice."""
        twice = quote(quote(name, safe=""), safe="").replace("%", "$")
        return f"{self._root()}#logsV2:log-groups/log-group/{twice}"

    def execution(self, arn: str) -> str:
        """An execution of Step Functions."""
        return f"https://{self._host()}/states/home?region={self.region}#/v2/executions/details/{arn}"

    def _root(self) -> str:
        return f"https://{self._host()}/cloudwatch/home?region={self.region}"

    def _host(self) -> str:
        domain = next(
            (host for prefix, host in _CONSOLES.items() if self.region.startswith(f"{prefix}-")),
            "console.aws.amazon.com",
        )
        return f"{self.region}.{domain}"


def jsurl(value: object) -> str:
    """A value in JSURL: ``~'text``, ``~12``, ``~true``, a list ``~(~'a~'b)``, an object ``~(k~'v)``."""
    if isinstance(value, Mapping):
        return "~(" + "~".join(f"{_escape(str(key))}{jsurl(item)}" for key, item in value.items()) + ")"
    if isinstance(value, list | tuple):
        return "~(" + ("".join(jsurl(item) for item in value) or "~") + ")"
    if isinstance(value, bool) or value is None:
        return "~" + {True: "true", False: "false", None: "null"}[value]
    return f"~{value}" if isinstance(value, int | float) else f"~'{_escape(str(value))}"


def _escape(text: str) -> str:
    """Code units of UTF-16, as JavaScript has them."""
    units = text.encode("utf-16-le", "surrogatepass")
    codes = (int.from_bytes(units[at : at + 2], "little") for at in range(0, len(units), 2))
    return "".join(_escape_unit(code) for code in codes)


def _escape_unit(code: int) -> str:
    if code < 0x100:
        character = chr(code)
        if character in _PLAIN:
            return character
        return "!" if character == "$" else f"*{code:02x}"
    return f"**{code:04x}"
