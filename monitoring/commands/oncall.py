"""What the commands of on-call work with: the deployed state of an environment, and who asks."""

from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NamedTuple

from monitoring.commands.arguments import add_environment, add_format
from monitoring.commands.outcome import WrongUse, choose

if TYPE_CHECKING:
    from monitoring.escalation.tools import Tools
    from monitoring.oncall.catalogue import Catalogue
    from monitoring.spec.root import Spec


class Desk(NamedTuple):
    """The tools of the deployed functions, and the person at the keyboard by the name that AWS knows."""

    tools: "Tools"
    person: str


def add_place(parser: ArgumentParser) -> None:
    """--file, --environment, --format."""
    parser.add_argument("--file", metavar="FILE", default="monitoring.yaml", help="default: monitoring.yaml")
    add_environment(parser)
    add_format(parser, "text", "json")


@contextmanager
def at_desk(arguments: Namespace, environment: str | None) -> Iterator[Desk]:
    """The desk of an environment; what AWS refuses becomes a WrongUse with its reason."""
    from botocore.exceptions import BotoCoreError, ClientError  # type: ignore[import-untyped]

    from monitoring.oncall.catalogue import CatalogueError

    spec = _spec(arguments.file, environment)
    try:
        yield _desk(spec)
    except CatalogueError as problem:
        raise WrongUse(f"the catalogue of {spec.environment} cannot be read: {problem}") from None
    except ClientError as refusal:
        raise WrongUse(f"AWS refused: {refusal}") from None
    except BotoCoreError as problem:
        raise WrongUse(
            f"AWS cannot be asked: {problem}; name a profile with AWS_PROFILE, or sign in"
        ) from None


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


def _desk(spec: "Spec") -> Desk:
    from monitoring.escalation.tools import Tools
    from monitoring.oncall.aws import Place
    from monitoring.oncall.clock import SystemClock
    from monitoring.oncall.settings import Settings
    from monitoring.plan.names import names_of

    names, clients = names_of(spec), clients_in(spec.region)
    settings = Settings(
        catalogue_parameter=names.parameter("catalogue"),
        state_table=names.state_table,
        service=names.service,
        environment=names.environment,
        locale=spec.locale,
        timezone=spec.timezone,
        slack_secret=names.slack_secret,
    )
    identity = clients("sts").get_caller_identity()
    arn: str = identity["Arn"]
    place = Place(arn.split(":")[1], spec.region, identity["Account"])
    return Desk(Tools(settings, clients, SystemClock(), place), arn.rpartition("/")[2])


def entry_named(catalogue: "Catalogue", word: str) -> str:
    """The entry that a word names, as its own or an alarm's name; raises WrongUse with the closest."""
    named = catalogue.named(word)
    return named.entry if named else choose("alarm", word, catalogue.entries)


def show_time(milliseconds: int, timezone: str) -> str:
    """ISO 8601 with the zone's offset, to the minute."""
    from monitoring.oncall.clock import local

    return local(milliseconds, timezone).isoformat(timespec="minutes")
