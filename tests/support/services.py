"""Templates of the service's stack, from the facts of a spec and a package that is never deployed."""

import atexit
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp
from typing import Any

from app import add_rules, build, service_facts
from monitoring.load import load
from monitoring.plan.build import plan
from monitoring.plan.resources import Plan
from monitoring.spec.root import Spec
from service.bundle import SERVICE
from service.facts import ServiceFacts
from tests.support.shipped import FILE
from tests.support.templates import ZIPS, Assembly, Resources, read_assembly

Properties = dict[str, Any]
ENVIRONMENTS = ("staging", "production")


@cache
def specs() -> Mapping[str, Spec]:
    """The shipped monitoring.yaml by environment."""
    return load(str(FILE)).specs


def facts(environment: str = "production", **changes: Any) -> ServiceFacts:
    """The shipped facts of an environment, with changes."""
    return replace(service_facts(specs()[environment]), **changes)


def synthesize_services(
    services: Mapping[str, ServiceFacts], plans: Iterable[Plan] = (), *, validate: bool = False
) -> Assembly:
    """The templates of some services and plans; ``validate`` has cdk-nag look at them."""
    folder = Path(mkdtemp(prefix="services-"))
    atexit.register(rmtree, folder, ignore_errors=True)
    package = folder / "package.zip"
    package.write_bytes(b"never deployed")
    app = build(plans, outdir=str(folder / "out"), services=services, zips={**ZIPS, SERVICE.name: package})
    if validate:
        add_rules(app)
    app.synth()
    return read_assembly(folder / "out")


@cache
def shipped_services() -> Assembly:
    """The templates of the shipped environments."""
    return synthesize_services({name: facts(name) for name in ENVIRONMENTS})


def resources(environment: str = "production") -> Resources:
    """The resources of an environment's shipped service."""
    found: Resources = shipped_services().templates[facts(environment).names.stack]["Resources"]
    return found


def properties(logical_id: str, environment: str = "production") -> Properties:
    """The properties of one resource."""
    found: Properties = resources(environment)[logical_id]["Properties"]
    return found


def of_type(kind: str, environment: str = "production") -> dict[str, Properties]:
    """The properties of all resources of a type, by logical id."""
    return {
        name: each.get("Properties", {})
        for name, each in resources(environment).items()
        if each["Type"] == kind
    }


def whole_app(spec: Spec) -> Assembly:
    """Both stacks of one environment, as `make synth` writes them."""
    return synthesize_services({spec.environment: service_facts(spec)}, [plan(spec)])
