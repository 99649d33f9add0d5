"""What the CDK CLI runs: monitoring.yaml -> the stacks of every environment, or what is wrong with the file.

MONITORING_FILE names another file. With CDK_VALIDATION=true, as in CI, the templates go through the CDK's own
validator and the rules of cdk-nag, which takes seconds.
"""

import os
import sys
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from monitoring.commands.inspection import inspect
from monitoring.commands.outcome import Exit
from monitoring.commands.plan import refuse_broken
from monitoring.plan.resources import Plan

if TYPE_CHECKING:
    from aws_cdk import App

PROTECTED = ("production",)


def main() -> int:
    """Read, check and plan; write the templates only when nothing is wrong."""
    file = os.environ.get("MONITORING_FILE", "monitoring.yaml")
    inspection = inspect(file, date.today())  # noqa: DTZ011 - the reader's own day
    if inspection.broken:
        return refuse_broken(inspection)
    build(inspection.plans.values(), validate=os.environ.get("CDK_VALIDATION") == "true").synth()
    return Exit.CLEAN


def build(plans: Iterable[Plan], *, validate: bool = False, outdir: str | None = None) -> "App":
    """An app with the stacks of some plans; ``outdir`` is the CDK CLI's to say unless it is given."""
    _use_own_node()
    from aws_cdk import App

    from monitoring.stack import add_stacks

    app = App(
        outdir=outdir,
        analytics_reporting=False,
        tree_metadata=False,
        builtin_cloud_formation_validation=validate,
    )
    if validate:
        add_rules(app)
    for plan in plans:
        add_stacks(app, plan, protected=plan.environment in PROTECTED)
    return app


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


if __name__ == "__main__":
    sys.exit(main())
