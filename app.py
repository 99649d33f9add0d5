"""What the CDK CLI runs: monitoring.yaml -> the stacks of every environment, or what is wrong with the file.

MONITORING_FILE names another file. With CDK_VALIDATION=true, as in CI, the templates go through the CDK's own
validator and the rules of cdk-nag, which takes seconds.

`cdk.json` starts it with `python -O`: otherwise the CDK's Python checks the types of all arguments of every
call, which mypy has done, and the tests do as well.
"""

import atexit
import gc
import os
import sys
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, NoReturn

from monitoring.commands.inspection import inspect
from monitoring.commands.outcome import Exit
from monitoring.commands.plan import refuse_broken
from monitoring.plan.names import names_of
from monitoring.plan.resources import Plan
from monitoring.plan.routing import TAG_PREFIX
from monitoring.spec.facts import ModelFacts
from monitoring.spec.root import Spec
from service import facts as deployed
from service.bundle import SERVICE, NoPackage, Package, bundle

if TYPE_CHECKING:
    from aws_cdk import App, Stack

PROTECTED = ("production",)
_EVERYWHERE = ("cloudwatch", "dynamodb", "logs", "s3", "secretsmanager", "sns", "ssm")
ONCALL = Package(
    name="oncall",
    lock="requirements/oncall.lock",
    sources=(
        "monitoring/__init__.py",
        *(f"monitoring/{part}" for part in ("oncall", "notifier", "escalation", "probe")),
    ),
    services=(*_EVERYWHERE, "lambda", "stepfunctions"),
    most_bytes=30_000_000,
)
"""What runs once an alarm goes off; of the compiler there is nothing in it."""
REPORTS = Package(
    name="reports",
    lock="requirements/reports.lock",
    sources=("monitoring/__init__.py", "monitoring/oncall", "monitoring/reports"),
    services=_EVERYWHERE,
    most_bytes=130_000_000,
)
"""Apart from the others, because what draws charts is ten times as large as all of theirs."""
PACKAGES = (SERVICE, ONCALL, REPORTS)


def main() -> int:
    """Read, check and plan; write the templates only when nothing is wrong."""
    file = os.environ.get("MONITORING_FILE", "monitoring.yaml")
    inspection = inspect(file, date.today())  # noqa: DTZ011 - the reader's own day
    if inspection.broken:
        return refuse_broken(inspection)
    try:
        zips = {package.name: bundle(package) for package in PACKAGES}
    except NoPackage as problem:
        print(f"error: {problem}", file=sys.stderr)
        return Exit.ERRORS
    services = {name: service_facts(spec) for name, spec in inspection.specs.items()}
    validate = os.environ.get("CDK_VALIDATION") == "true"
    build(inspection.plans.values(), validate=validate, services=services, zips=zips).synth()
    return Exit.CLEAN


def build(
    plans: Iterable[Plan],
    *,
    validate: bool = False,
    outdir: str | None = None,
    services: Mapping[str, deployed.ServiceFacts] = MappingProxyType({}),
    zips: Mapping[str, Path] = MappingProxyType({}),
) -> "App":
    """An app with the stacks of some plans; ``outdir`` is the CDK CLI's to say unless it is given.

    ``services`` by environment are deployed each before what watches it; ``zips`` is the code by package.
    """
    app = _begin(outdir, validate=validate)
    from monitoring.stack import add_stacks

    made: dict[str, Stack] = {}
    if services:
        from service.stack import add_services

        made |= add_services(app, services, zips[SERVICE.name])
    for plan in plans:
        watching = add_stacks(app, plan, zips, protected=plan.environment in PROTECTED)
        if plan.environment in made:
            watching[0].add_stack_dependency(made[plan.environment])
    return app


def _begin(outdir: str | None, *, validate: bool) -> "App":
    _use_own_node()
    from aws_cdk import App

    app = App(
        outdir=outdir,
        analytics_reporting=False,
        tree_metadata=False,
        builtin_cloud_formation_validation=validate,
    )
    if validate:
        add_rules(app)
    return app


def service_facts(spec: Spec) -> deployed.ServiceFacts:
    """The service's share of a spec: what it is deployed with, in the units of AWS, and its names."""
    facts = spec.facts
    sizes = {
        name: getattr(facts.sizes, name) for name in ("title", "description", "background", "constraints")
    }
    return deployed.ServiceFacts(
        names=_service_names(spec),
        region=spec.region,
        protected=spec.environment in PROTECTED,
        function=deployed.FunctionFacts(
            memory_mb=round(facts.function.memory.to("MB")),
            timeout_s=facts.function.timeout.seconds,
            deadline_ms=round(facts.function.deadline.to("ms")),
            concurrency=facts.function.reserved_concurrency,
        ),
        api=_service_api(spec),
        model=_service_model(facts.model),
        database=deployed.DatabaseFacts(
            min_acu=facts.database.min_capacity.base, max_acu=facts.database.max_capacity.base
        ),
        logs=deployed.LogFacts(
            retention_days=round(facts.logs.retention.to("d")), archive_days=round(facts.logs.archive.to("d"))
        ),
        sizes={**sizes, "body": round(facts.sizes.body.to("B"))},
        tags={f"{TAG_PREFIX}service": spec.service.name, f"{TAG_PREFIX}environment": spec.environment},
    )


def _service_names(spec: Spec) -> deployed.ServiceNames:
    names = names_of(spec)
    return deployed.ServiceNames(
        service=names.service,
        environment=names.environment,
        prefix=names.prefix,
        stack=names.service_stack,
        function=names.function,
        health_function=names.health_function,
        migrations_function=names.migrations_function,
        api=names.api,
        stage=names.stage,
        cluster=names.cluster,
        function_logs=names.log_group("function"),
        health_logs=names.log_group("health"),
        migrations_logs=names.log_group("migrations"),
        access_logs=names.log_group("api-access"),
        api_parameter=names.parameter("api/id"),
    )


def _service_api(spec: Spec) -> deployed.ApiFacts:
    names, api = names_of(spec), spec.facts.api
    blocked = api.blocked_above
    return deployed.ApiFacts(
        method=names.method,
        path=names.path,
        integration_timeout_ms=round(api.integration_timeout.to("ms")),
        rate_per_second=api.rate_limit.per_second,
        burst=api.burst_limit,
        origins=tuple(
            deployed.Origin(address=each)
            if isinstance(each, str)
            else deployed.Origin(parameter=names.fill(each.parameter))
            for each in api.origins
        ),
        blocked_above=round(blocked.count.base) if blocked else 0,
        blocked_window=round(blocked.per.base) if blocked else 300,
    )


def _service_model(model: ModelFacts) -> deployed.ModelFacts:
    return deployed.ModelFacts(
        id=model.id,
        regions=model.regions,
        input_usd_per_1000=_decimal(model.prices.input_per_1000_tokens.base),
        output_usd_per_1000=_decimal(model.prices.output_per_1000_tokens.base),
        prices_as_of=model.prices.as_of,
    )


def _decimal(amount: float) -> str:
    """Without an exponent, as people and every language read it."""
    return f"{amount:.12f}".rstrip("0").rstrip(".")


def add_rules(app: "App") -> None:
    """Let cdk-nag look at the templates: a finding that nobody acknowledged with a reason fails the synth."""
    from aws_cdk import Acknowledgment, Validations
    from cdk_nag import AwsSolutionsChecks

    Validations.of(app).add_plugins(AwsSolutionsChecks(app))
    reason = "its schemas do not know ActionConfiguration yet; cfn-lint's do and look at every property"
    Validations.of(app).acknowledge(Acknowledgment(id="CloudFormation-Validate::F3002", reason=reason))


def _use_own_node() -> None:
    """Node comes with the virtual environment; a system's own may be missing, or too old for the CDK."""
    node = Path(sys.executable).with_name("node")
    if node.exists():
        os.environ.setdefault("JSII_NODE", str(node))


def run_alone(program: Callable[[], int]) -> NoReturn:
    """Run a program and end the process with its exit code.

    Looking for garbage, of which there is next to none, and taking apart all that the CDK has loaded would be
    a fifth of the time.
    """
    code = 1  # what an exception leaves

    def end() -> NoReturn:
        sys.stdout.flush()
        os._exit(code)

    atexit.register(end)  # the first handler runs last, when the CDK's own has stopped Node
    gc.disable()
    code = program()
    sys.exit(code)


if __name__ == "__main__":
    run_alone(main)
