"""The catalogue of the shipped file, as it is deployed, in both languages."""

import json
from functools import cache
from typing import Any

import msgspec

from monitoring.load import load
from monitoring.plan.build import plan
from monitoring.plan.resources import Catalogue
from tests.support.shipped import FILE


@cache
def content(locale: str = "ja", environment: str = "production") -> dict[str, Any]:
    """The content of the catalogue; parameters by name, as it lies in S3."""
    spec = load(str(FILE)).specs[environment]
    planned = plan(msgspec.structs.replace(spec, locale=locale))
    (catalogue,) = (one for one in planned.resources if isinstance(one, Catalogue))
    found: dict[str, Any] = json.loads(msgspec.json.encode(catalogue.content))
    return found
