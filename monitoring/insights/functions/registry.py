"""Every scalar function by its lower-case name.

Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax-operations-functions.html and
https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax-hash-functions.html.
"""

from collections.abc import Mapping
from typing import Final

from monitoring.insights.functions.addresses import IP
from monitoring.insights.functions.datetimes import DATETIME
from monitoring.insights.functions.encodings import ENCODING
from monitoring.insights.functions.function import Function
from monitoring.insights.functions.general import GENERAL
from monitoring.insights.functions.hashes import HASH
from monitoring.insights.functions.numeric import NUMERIC
from monitoring.insights.functions.strings import STRING
from monitoring.insights.functions.structures import JSON

FUNCTIONS: Final[Mapping[str, Function]] = {
    function.name.lower(): function
    for function in (*NUMERIC, *DATETIME, *GENERAL, *JSON, *IP, *STRING, *ENCODING, *HASH)
}
