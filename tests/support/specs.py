"""Specs for tests of the plan: the small base spec with changes."""

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

import yaml

from monitoring.document import parse
from monitoring.load import Loaded, from_document
from monitoring.spec.root import Spec

Data = dict[str, Any]

BASE = Path(__file__).parents[1] / "checks" / "base.yaml"


def base_data() -> Data:
    """The base spec as plain data, to be changed freely."""
    data: Data = yaml.safe_load(BASE.read_text(encoding="utf-8"))
    return data


def merged(base: Data, changes: Data) -> Data:
    """``base`` with ``changes`` put over it, mapping by mapping; None removes a key."""
    result = deepcopy(base)
    for key, change in changes.items():
        if change is None:
            result.pop(key, None)
        elif isinstance(change, dict) and isinstance(result.get(key), dict):
            result[key] = merged(result[key], change)
        else:
            result[key] = change
    return result


def loaded(changes: Data | None = None) -> Loaded:
    """The base spec with changes, loaded through the public door."""
    # JSON is YAML in which no text can be taken for a number.
    text = json.dumps(merged(base_data(), changes or {}), ensure_ascii=False, indent=1)
    document, findings = parse(text)
    assert not findings, findings
    return from_document(document)


def spec(changes: Data | None = None, environment: str = "production") -> Spec:
    """The spec of one environment of the changed base spec."""
    result = loaded(changes)
    assert not result.findings, result.findings
    return result.specs[environment]
