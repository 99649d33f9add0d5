"""What a stop and its end are told with, besides the shared sentences, in both languages."""

from collections.abc import Mapping
from typing import Final

from monitoring.oncall import words as shared
from monitoring.oncall.words import Words

_JA: Final[Mapping[str, str]] = {
    "heading-stop": "【緊急停止】サービスを停止しました｜{service}（{environment}）",
    "heading-restore": "【停止解除】サービスを再開しました｜{service}（{environment}）",
    "stop-by": "{by}さんが{since}に停止しました（{zone}）。新しいリクエストは処理されません",
    "stop-why": "理由: {reason}",
    "stop-held": "停止によって出るアラートは保留します: {titles}",
    "stop-held-none": "保留するアラートはありません",
    "stop-deploys": "停止中のデプロイは断られます。原因を直したら、次のコマンドで再開してください",
    "restore-by": "{by}さんが再開しました。停止は{since}から{until}まで（{duration}）、{zone}",
    "restore-checked": "確認済み: {checks}",
    "restore-unchecked": "確認していないもの: {checks}",
    "restore-alarms": "保留していたアラートは、通常どおりに戻りました",
    "check-health": "ヘルスチェック",
    "check-deep": "データベースと設定のヘルスチェック",
    "check-request": "実際のリクエスト1件",
    "users-stop": "{since}から、{service}を停止しています（{zone}）。ご不便をおかけして申し訳ありません",
    "users-stop-next": "再開しましたら、あらためてお知らせします",
    "users-restore": "{service}を再開しました。停止は{since}から{until}まででした（{zone}）",
    "users-restore-next": "停止中に失敗した操作は、お手数ですがもう一度お試しください",
    "status-page": "ステータスページ",
    "list-and": "、",
}
_EN: Final[Mapping[str, str]] = {
    "heading-stop": "[Stopped] The service was stopped | {service} ({environment})",
    "heading-restore": "[Restored] The service runs again | {service} ({environment})",
    "stop-by": "{by} stopped it at {since} ({zone}). No new request is processed",
    "stop-why": "Reason: {reason}",
    "stop-held": "Alarms that the stop sets off are held: {titles}",
    "stop-held-none": "No alarm is held",
    "stop-deploys": "Deployments are refused while it is stopped. When the cause is mended, restore it with",
    "restore-by": "{by} restored it. It was stopped from {since} to {until} ({duration}), {zone}",
    "restore-checked": "Checked: {checks}",
    "restore-unchecked": "Not checked: {checks}",
    "restore-alarms": "Alarms that were held are as they usually are",
    "check-health": "health check",
    "check-deep": "health check of database and configuration",
    "check-request": "one real request",
    "users-stop": "{service} is stopped since {since} ({zone}). We are sorry for the inconvenience",
    "users-stop-next": "We will tell you when it runs again",
    "users-restore": "{service} runs again. It was stopped from {since} to {until} ({zone})",
    "users-restore-next": "Please try again what failed meanwhile",
    "status-page": "Status page",
    "list-and": ", ",
}


def words(locale: str) -> Words:
    """The words of a locale, the shared ones included."""
    own = _JA if locale == "ja" else _EN
    return Words(locale, {**shared.words(locale).sentences, **own})
