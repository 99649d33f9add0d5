"""Every scalar function by its lower-case name.

Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax-operations-functions.html and
https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax-hash-functions.html.
"""

from collections.abc import Mapping
from typing import Final

from monitoring.insights.functions.function import Function
from monitoring.insights.functions.general import GENERAL

FUNCTIONS: Final[Mapping[str, Function]] = {function.name.lower(): function for function in (*GENERAL,)}
