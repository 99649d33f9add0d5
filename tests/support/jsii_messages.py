"""How often Python speaks to the CDK's kernel: what synthesis costs, however noisy the machine is."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from jsii._kernel.providers.process import _NodeProcess


@contextmanager
def counted() -> Iterator[Counter[str]]:
    """Count the messages sent while the context is open, by kind of request: ``CreateRequest`` and so on."""
    found: Counter[str] = Counter()
    send = _NodeProcess.send

    def count(process: _NodeProcess, request: Any, answer: Any) -> Any:
        found[type(request).__name__] += 1
        return send(process, request, answer)

    with patch.object(_NodeProcess, "send", count):
        yield found
