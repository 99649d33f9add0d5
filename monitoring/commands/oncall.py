"""What the commands of on-call work with: the deployed state of an environment, and who asks."""

import os
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from typing import TYPE_CHECKING, Any, NamedTuple

from monitoring.commands.arguments import add_environment, add_format
from monitoring.commands.outcome import WrongUse, choose
from monitoring.output.terminal import harmless, write

if TYPE_CHECKING:
    from monitoring.escalation.tools import Tools
    from monitoring.oncall.catalogue import Catalogue
    from monitoring.plan.names import Names
    from monitoring.spec.root import Spec


class Desk(NamedTuple):
    """The tools of the deployed functions, the person at the keyboard as AWS names them, and all names."""

    tools: "Tools"
    person: str
    names: "Names"


def add_place(parser: ArgumentParser) -> None:
    """--file, --environment, --format."""
    parser.add_argument("--file", metavar="FILE", default="monitoring.yaml", help="default: monitoring.yaml")
    add_environment(parser)
    add_format(parser, "text", "json")


@contextmanager
def at_desk(arguments: Namespace, environment: str | None) -> Iterator[Desk]:
    """The desk of an environment; what AWS refuses becomes a WrongUse with its reason.

    What failed and had another way, such as Slack, is said on standard error.
    """
    from botocore.exceptions import BotoCoreError, ClientError  # type: ignore[import-untyped]

    from monitoring.oncall.catalogue import CatalogueError

    spec, log = _spec(arguments.file, environment), StringIO()
    try:
        yield _desk(spec, log)
    except CatalogueError as problem:
        raise WrongUse(f"the catalogue of {spec.environment} cannot be read: {problem}") from None
    except ClientError as refusal:
        raise WrongUse(f"AWS refused: {refusal}") from None
    except BotoCoreError as problem:
        raise WrongUse(
            f"AWS cannot be asked: {problem}; name a profile with AWS_PROFILE, or sign in"
        ) from None
    finally:
        _warn(log.getvalue())


def _warn(log: str) -> None:
    import json

    for line in map(json.loads, log.splitlines()):
        if line.get("level") == "WARN":
            text = f"{line['action']} did not work: {line.get('why', '')}"
            write(f"monitoring: warning: {harmless(text)}\n", sys.stderr)


def clients_in(region: str) -> Any:
    """Clients of AWS in a region."""
    from monitoring.oncall.aws import Clients

    return Clients(region)


def _spec(file: str, environment: str | None) -> "Spec":
    """The spec of an environment: at night the file must be readable, not free of findings."""
    from monitoring.load import load

    specs = load(file).specs
    if not specs:
        raise WrongUse(f"{file} cannot be read as it is; `monitoring check {file}` says why")
    if environment is None and len(specs) > 1:
        raise WrongUse(f"which environment? add --environment {' or --environment '.join(specs)}")
    return specs[choose("environment", environment or next(iter(specs)), specs)]


def _desk(spec: "Spec", log: StringIO) -> Desk:
    from monitoring.escalation.tools import Tools
    from monitoring.oncall.aws import Place
    from monitoring.oncall.clock import SystemClock
    from monitoring.oncall.settings import read_settings
    from monitoring.plan.names import names_of

    clients = clients_in(spec.region)
    identity = clients("sts").get_caller_identity()
    arn: str = identity["Arn"]
    place = Place(arn.split(":")[1], spec.region, identity["Account"])
    tools = Tools(read_settings(_variables(spec)), clients, SystemClock(), place, log)
    return Desk(tools, arn.rpartition(":")[2].rpartition("/")[2], names_of(spec))


def _variables(spec: "Spec") -> dict[str, str]:
    """What the stack gives its functions."""
    from monitoring.plan.common import Context
    from monitoring.plan.functions import variables
    from monitoring.plan.names import names_of

    names = names_of(spec)
    own = {"SLACK_SECRET": names.slack_secret, "SLACK_API_URL": os.environ.get("SLACK_API_URL", "")}
    return {**variables(Context(spec, names)), **own}


def entry_named(catalogue: "Catalogue", word: str) -> str:
    """The entry that a word names, as its own or an alarm's name; raises WrongUse with the closest."""
    named = catalogue.named(word)
    return named.entry if named else choose("alarm", word, catalogue.entries)


def show_time(milliseconds: int, timezone: str) -> str:
    """ISO 8601 with the zone's offset, to the minute."""
    from monitoring.oncall.clock import local

    return local(milliseconds, timezone).isoformat(timespec="minutes")
