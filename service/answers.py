"""Answers that API Gateway gives itself, in the shape and with the codes of the API's errors."""

import json
from collections.abc import Mapping

from service.subgoals.errors import KINDS, Code

ANSWERS: Mapping[str, tuple[int | None, Code]] = {
    "BAD_REQUEST_BODY": (400, "VALIDATION_ERROR"),
    "BAD_REQUEST_PARAMETERS": (400, "VALIDATION_ERROR"),
    "UNAUTHORIZED": (401, "AUTHENTICATION_ERROR"),
    "EXPIRED_TOKEN": (401, "AUTHENTICATION_ERROR"),
    "ACCESS_DENIED": (403, "FORBIDDEN_ERROR"),
    "INVALID_API_KEY": (403, "FORBIDDEN_ERROR"),
    "INVALID_SIGNATURE": (403, "FORBIDDEN_ERROR"),
    # Also what a path or a method that does not exist gets.
    "MISSING_AUTHENTICATION_TOKEN": (403, "FORBIDDEN_ERROR"),
    "RESOURCE_NOT_FOUND": (404, "NOT_FOUND_ERROR"),
    "REQUEST_TOO_LARGE": (413, "VALIDATION_ERROR"),
    "UNSUPPORTED_MEDIA_TYPE": (415, "VALIDATION_ERROR"),
    "THROTTLED": (429, "AI_SERVICE_ERROR"),
    "QUOTA_EXCEEDED": (429, "AI_SERVICE_ERROR"),
    # The firewall has one rule, and that counts requests.
    "WAF_FILTERED": (429, "AI_SERVICE_ERROR"),
    "API_CONFIGURATION_ERROR": (500, "INTERNAL_ERROR"),
    "AUTHORIZER_CONFIGURATION_ERROR": (500, "INTERNAL_ERROR"),
    "AUTHORIZER_FAILURE": (500, "INTERNAL_ERROR"),
    "INTEGRATION_FAILURE": (504, "INTERNAL_ERROR"),
    "INTEGRATION_TIMEOUT": (504, "INTERNAL_ERROR"),
    "DEFAULT_4XX": (None, "VALIDATION_ERROR"),
    "DEFAULT_5XX": (None, "INTERNAL_ERROR"),
}
"""By API Gateway's name of the case: the status (None: as it is) and the code."""


def body(code: Code) -> str:
    """The JSON text of an answer."""
    error = {"code": code, "message": KINDS[code].message, "retryable": KINDS[code].retryable}
    return json.dumps({"success": False, "error": error}, ensure_ascii=False)
