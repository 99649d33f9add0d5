"""The whole of monitoring.yaml for one environment."""

from typing import Annotated, Any, Literal

from msgspec import Meta, field

from monitoring.spec.alarms import Alarm, Fault, Judging
from monitoring.spec.base import Entry, Model, Name
from monitoring.spec.dashboards import Section
from monitoring.spec.escalation import Contact, Escalation
from monitoring.spec.facts import Facts
from monitoring.spec.metrics import Metric
from monitoring.spec.queries import Log, Query
from monitoring.spec.reports import Maintenance, Report
from monitoring.spec.runbooks import Document, Runbook

ENVIRONMENT = "(environment)"
"""Key under which the loader says whose spec it is; no file can hold it by accident."""
FOLDER = "(folder)"
"""Key under which the loader says where the file is; its paths of other files start there."""
INJECTED = (ENVIRONMENT, FOLDER)


class Service(Entry, frozen=True, kw_only=True):
    """The watched service; its name begins every physical name."""

    name: Name
    endpoint: Annotated[str, Meta(description="method and path that is watched: POST /api/greet")]


class Spec(Model, frozen=True, kw_only=True, eq=False, weakref=True):
    """Everything the file says, with one environment's changes applied; compared and hashed by identity."""

    version: Annotated[Literal[1], Meta(description="version of this format")]
    service: Service
    locale: Annotated[Literal["ja", "en"], Meta(description="what AWS, messages and reports speak")]
    timezone: Annotated[str, Meta(description="what people read times in: Asia/Tokyo")]
    region: Annotated[str, Meta(pattern=r"^[a-z]{2}(-[a-z]+)+-\d$", examples=["ap-northeast-1"])]
    log_contract: Annotated[
        str | None, Meta(description="what each log's lines hold; written by the service")
    ] = None
    facts: Facts
    guide: Annotated[
        dict[str, str | tuple[str, ...]],
        Meta(description="guide id: path of the scalar or entry that is its home"),
    ] = {}
    contacts: dict[Name, Contact]
    escalation: Escalation
    logs: dict[Name, Log]
    metrics: dict[Name, Metric]
    queries: dict[Name, Query] = {}
    faults: dict[Name, Fault] = {}
    defaults: Judging = Judging()
    alarms: dict[Name, Alarm]
    dashboards: dict[Name, tuple[Section, ...]] = {}
    runbooks: dict[Name, Runbook] = {}
    reports: dict[Name, Report] = {}
    maintenance: Maintenance = Maintenance()
    documents: dict[Name, Document] = {}
    environments: Annotated[dict[Name, Any], Meta(description="what is different in each environment")] = {}
    environment: Annotated[str, Meta(description="set by the loader")] = field(default="", name=ENVIRONMENT)
    folder: Annotated[str, Meta(description="set by the loader")] = field(default="", name=FOLDER)
