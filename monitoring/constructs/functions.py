"""Functions with their roles and logs, the public address of one, and the topics that call them."""

from aws_cdk.aws_iam import CfnRole
from aws_cdk.aws_lambda import CfnEventInvokeConfig, CfnFunction, CfnPermission, CfnUrl
from aws_cdk.aws_logs import CfnLogGroup
from aws_cdk.aws_sns import CfnSubscription

from monitoring.constructs.policies import plain_trust, rights_document
from monitoring.constructs.site import Site, acknowledge, explain_wildcards
from monitoring.plan.running import Function, FunctionUrl, Listener, Statement

RUNTIME = "python3.13"
ARCHITECTURE = "arm64"


def function(site: Site, planned: Function) -> None:
    """A function, which logs to a group of its own and leaves failed events where the plan says."""
    logs = _logs(site, planned)
    made = CfnFunction(
        site.stack,
        planned.logical_id,
        function_name=planned.name,
        description=planned.description,
        runtime=RUNTIME,
        architectures=[ARCHITECTURE],
        handler=planned.handler,
        code=site.code(planned.package),
        memory_size=planned.memory_mb,
        timeout=planned.timeout,
        reserved_concurrent_executions=planned.reserved or None,
        environment={
            "variables": {name: site.references.text(value) for name, value in planned.environment.items()}
        },
        role=_role(site, planned).attr_arn,
        logging_config={"logGroup": logs.ref, "logFormat": "Text"},
    )
    acknowledge(made, {"AwsSolutions-L1": f"the package is tested with {RUNTIME}; change both together"})
    site.references.hold(site.place.function(planned.name), made.attr_arn)
    _keep_failed(site, planned, made)


def _logs(site: Site, planned: Function) -> CfnLogGroup:
    return CfnLogGroup(
        site.stack,
        f"{planned.logical_id}Logs",
        log_group_name=f"/aws/lambda/{planned.name}",
        retention_in_days=planned.retention_days,
        kms_key_id=site.key_arn,
    )


def _role(site: Site, planned: Function) -> CfnRole:
    statements = (*_basic_rights(site, planned), *planned.statements)
    role = CfnRole(
        site.stack,
        f"{planned.logical_id}Role",
        assume_role_policy_document=plain_trust("lambda.amazonaws.com"),
        policies=[
            {
                "policyName": "function",
                "policyDocument": rights_document(statements, site.references.document),
            }
        ],
    )
    explain_wildcards(role, statements)
    return role


def _basic_rights(site: Site, planned: Function) -> tuple[Statement, ...]:
    """Its own log, and the catalogue, which the CDK names by its content in the bucket of the code."""
    group = site.place.log_group(f"/aws/lambda/{planned.name}")
    log = Statement(
        actions=("logs:CreateLogStream", "logs:PutLogEvents"),
        resources=(f"{group}:*",),
        because="the streams of its own log group",
    )
    catalogue = Statement(
        actions=("s3:GetObject",),
        resources=(site.assets,),
        because="the catalogue is named by a hash of its content",
    )
    return (log, catalogue) if planned.reads_catalogue else (log,)


def _keep_failed(site: Site, planned: Function, made: CfnFunction) -> None:
    queue = site.references.to(site.place.queue(planned.failed_queue))
    CfnEventInvokeConfig(
        site.stack,
        f"{planned.logical_id}Retries",
        function_name=made.ref,
        qualifier="$LATEST",
        maximum_retry_attempts=planned.retries,
        maximum_event_age_in_seconds=planned.longest_wait,
        destination_config={"onFailure": {"destination": queue}} if planned.failed_queue else None,
    )


def function_url(site: Site, planned: FunctionUrl) -> None:
    """The address; both rights are needed for it, and neither opens another way to the function."""
    arn = site.references.to(site.place.function(planned.function))
    CfnUrl(site.stack, planned.logical_id, target_function_arn=arn, auth_type="NONE", invoke_mode="BUFFERED")
    CfnPermission(
        site.stack,
        f"{planned.logical_id}Call",
        function_name=arn,
        principal="*",
        action="lambda:InvokeFunctionUrl",
        function_url_auth_type="NONE",
    )
    CfnPermission(
        site.stack,
        f"{planned.logical_id}Invoke",
        function_name=arn,
        principal="*",
        action="lambda:InvokeFunction",
        invoked_via_function_url=True,
    )


def listener(site: Site, planned: Listener) -> None:
    """A subscription of a function, and the topic's right to call it."""
    topic = site.references.to(site.place.topic(planned.topic))
    arn = site.references.to(site.place.function(planned.function))
    permission = CfnPermission(
        site.stack,
        f"{planned.logical_id}Permission",
        function_name=arn,
        principal="sns.amazonaws.com",
        action="lambda:InvokeFunction",
        source_arn=topic,
    )
    made = CfnSubscription(
        site.stack,
        planned.logical_id,
        topic_arn=topic,
        protocol="lambda",
        endpoint=arn,
        redrive_policy={
            "deadLetterTargetArn": site.references.to(site.place.queue(planned.failed_queue)),
        },
    )
    made.node.add_dependency(permission)
