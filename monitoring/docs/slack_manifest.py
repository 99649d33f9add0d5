"""docs/slack-app-manifest.json: what Slack makes the app from, with the fewest rights that our calls need."""

from typing import Any, Final

from monitoring.output.as_json import to_text
from monitoring.spec.base import say
from monitoring.spec.root import Spec

FILE: Final = "docs/slack-app-manifest.json"
BOT: Final = "subgoal-on-call"
SCOPES: Final = ("chat:write", "files:write", "users:read")
"""``chat.postMessage`` and ``chat.update``; the upload of graphs; ``users.info``, for names in mails.

``chat.getPermalink`` needs none.
"""
_PLACE: Final = "https://REPLACE-WITH-THE-FUNCTION-URL.lambda-url.{region}.on.aws/"
_MOST_DESCRIBED: Final = 140


def manifest_text(spec: Spec) -> str:
    """The manifest as JSON (Slack's "App manifest reference", schema version 2)."""
    return to_text(_manifest(spec))


def _manifest(spec: Spec) -> dict[str, Any]:
    title = say(spec.service.title, spec.locale)
    return {
        "_metadata": {"major_version": 2, "minor_version": 1},
        "display_information": {
            "name": f"{title} 監視" if spec.locale == "ja" else "Sub-goal API on call",
            "description": _described(title, spec.locale)[:_MOST_DESCRIBED],
            "background_color": "#4a154b",
        },
        "features": {"bot_user": {"display_name": BOT, "always_online": True}},
        "oauth_config": {"scopes": {"bot": list(SCOPES)}},
        "settings": {
            "interactivity": {"is_enabled": True, "request_url": _PLACE.format(region=spec.region)},
            "org_deploy_enabled": False,
            "socket_mode_enabled": False,
            "token_rotation_enabled": False,
        },
    }


def _described(title: str, locale: str) -> str:
    if locale == "ja":
        return f"{title}のアラート、エスカレーション、レポートをチャンネルに届け、ボタンを受け付けます"
    return f"Posts alarms, escalations and reports of the {title} and answers their buttons"
