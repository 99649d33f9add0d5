"""How the resources of a stack name each other, and values that stand in SSM parameters."""

from re import Match
from re import compile as regex

from aws_cdk import CfnParameter, Fn
from constructs import Construct

from monitoring.plan.names import logical_id

_PARAMETER = regex(r"\{\{resolve:ssm:([^}]+)\}\}")


class References:
    """The references of one stack. Each is made once, however many resources use it."""

    def __init__(self, scope: Construct) -> None:
        self._scope = scope
        self._arns: dict[str, str] = {}
        self._values: dict[str, str] = {}

    def hold(self, arn: str, reference: str) -> None:
        """Say that a resource of this stack has this ARN; ``reference`` is CloudFormation's own for it."""
        self._arns[arn] = reference

    def to(self, arn: str) -> str:
        """A reference to what this stack holds, which also orders creation; an ARN by name for all else."""
        if arn not in self._arns:
            self._arns[arn] = Fn.sub(arn)
        return self._arns[arn]

    def fill(self, text: str) -> str:
        """The text with the values of the SSM parameters it quotes.

        They become parameters of the stack: it may quote each as often as it likes (dynamic references are
        limited to 60 a template), and a value that changed is noticed at the next deployment.
        """
        return _PARAMETER.sub(self._value, text)

    def document(self, text: str) -> object:
        """A text for ``Fn::Sub`` in a document that is passed on as it is, such as a policy."""
        filled = self._quoted(text)
        return {"Fn::Sub": filled} if "${" in filled else filled

    def text(self, text: str) -> str:
        """A text for ``Fn::Sub`` where the CDK takes nothing but strings."""
        filled = self._quoted(text)
        return Fn.sub(filled) if "${" in filled else filled

    def _quoted(self, text: str) -> str:
        """SSM parameters as ``Fn::Sub`` names them."""

        def name(match: Match[str]) -> str:
            self._value(match)
            return f"${{{_parameter_id(match[1])}}}"

        return _PARAMETER.sub(name, text)

    def _value(self, match: Match[str]) -> str:
        path = match[1]
        if path not in self._values:
            parameter = CfnParameter(
                self._scope,
                _parameter_id(path),
                type="AWS::SSM::Parameter::Value<String>",
                default=path,
            )
            self._values[path] = parameter.value_as_string
        return self._values[path]


def _parameter_id(path: str) -> str:
    return logical_id("Parameter", *path.replace(".", "/").strip("/").split("/"))
