"""All that an API is made of, and a digest of it: a change of it is what has to be deployed."""

import json
from collections.abc import Callable
from hashlib import sha256
from typing import Any, TypeVar

from aws_cdk import Stack
from aws_cdk.aws_apigateway import CfnResource, CfnRestApi
from constructs import Construct

Part = TypeVar("Part", bound=Construct)


class Definition:
    """The parts of one API as they are made. Resources of paths are made once."""

    def __init__(self, scope: Construct, api: CfnRestApi) -> None:
        self.scope, self.api = scope, api.ref
        self.parts: list[Construct] = []
        self._properties: dict[str, object] = {}
        self._paths: dict[str, str] = {"": api.attr_root_resource_id}

    def add(self, kind: Callable[..., Part], logical_id: str, **properties: Any) -> Part:
        """A part: its class, its logical id and what it is made with, the API's id excepted."""
        part = kind(self.scope, logical_id, rest_api_id=self.api, **properties)
        self.parts.append(part)
        self._properties[logical_id] = properties
        return part

    def resource(self, path: str) -> str:
        """The id of the resource of a path such as ``/health/deep``."""
        if path not in self._paths:
            parent, _, last = path.rpartition("/")
            made = self.add(
                CfnResource, f"Resource{words(path)}", parent_id=self.resource(parent), path_part=last
            )
            self._paths[path] = made.ref
        return self._paths[path]

    def digest(self) -> str:
        """Twelve characters that change when a part does."""
        written = json.dumps(Stack.of(self.scope).resolve(self._properties), sort_keys=True)
        return sha256(written.encode()).hexdigest()[:12]


def words(path: str) -> str:
    """``/health/deep`` -> ``HealthDeep``."""
    return "".join(part.capitalize() for part in path.split("/"))
