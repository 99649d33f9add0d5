"""What escalation says, in both languages; names in braces are filled in by `say`."""

from collections.abc import Mapping
from typing import Final

_JA: Final[Mapping[str, str]] = {
    "critical": "エラー",
    "warning": "警告",
    "investigate": "要調査",
    "subject": "[{severity}] {title} ({environment}): {what}",
    "minutes": "{minutes}分",
    "hours": "{hours}時間{minutes}分",
    "days": "{days}日{hours}時間",
    "escalated": "引き受けた人がいないため、{level}へ連絡します。",
    "escalated-by": "{by}さんの操作で、{level}へ連絡します。",
    "reminded": "まだ続いています。引き受けた人がいません。",
    "ran-out": "まだ続いています。{by}さんの対応中の期限（{until}）が過ぎました。",
    "went-on": "保留が終わりましたが、まだ続いています。",
    "since": "発生: {since}（{lasting}継続）",
    "impact": "影響: {impact}",
    "first": "最初の対応: {first}",
    "told": "連絡済み: {levels}",
    "next": "次: 引き受ける人がいなければ {at} に{level}へ連絡",
    "last-level": "これより先の連絡先はありません。",
    "runbook": "手順書: {link}",
    "dashboard": "ダッシュボード: {link}",
    "how": "引き受けるには: Slackの「対応する」ボタン、または `{command}`",
    "still": "いまは起きていません（最後は {last}）。再び起きるまで、次の連絡を待ちます。",
    "still-unknown": "いまは起きていません。再び起きるまで、次の連絡を待ちます。",
    "quiet": "静かな時間帯のため、{until} まで次の連絡を待ちます。",
    "stopped": "緊急停止中のため、次の連絡を待ちます。",
    "recovered": "復旧していました（{lasting}継続）。復旧の通知は届いていません。",
    "acknowledged": "{by}さんが対応します（{until} まで、または復旧まで）。",
    "already": "{by}さんがすでに対応しています（{until} まで）。",
    "over": "このインシデントは終わっています。",
    "muted": "{by}さんが{title}を {until} まで止めました。理由: {reason}",
    "mute-reason": "Slackのボタン",
    "asked-again": "{by}さんがクエリをもう一度実行しました。",
    "no-next": "{by}さん: これより先の連絡先はありません。",
    "unchanged": "{by}さん: この操作はできませんでした（{error}）。コマンドで同じことができます: `{command}`",
    "health": "AWS Health: {service} {code}\n{text}",
    "health-ended": "AWS Health: {service} {code} は終わりました。\n{text}",
    "mute-planned": "{start} から {end} まで、計画どおり通知を止めます: {alarms}\n理由: {reason}",
    "mute-over": "計画していた通知の停止（{start} から）は終わりました: {alarms}",
    "mute-quiet": "いま続いている問題はありません。",
    "mute-open": "いま続いている問題: {alarms}",
    "mute-subject": "[お知らせ] {title} ({environment}): 通知の停止",
    "support": "AWSサポートへの問い合わせ文を用意しました。内容を確かめて、担当者が起票してください。",
    "support-button": "ケースを起票する",
    "support-link": "起票: {link}",
    "support-plan": "緊急度: {urgency}（選べる緊急度はサポートプランによります）",
    "support-down": "本番システムのダウン",
    "support-impaired": "本番システムの障害",
    "support-normal": "システムの障害",
    "support-subject": "件名: {title}（{region}）で{what}が続いています",
    "support-body": (
        "アカウント {account}、リージョン {region} の {environment} 環境で、次の問題が続いています。\n"
        "- 症状: {what}\n- 影響: {impact}\n- 開始: {since}\n- 継続: {lasting}\n- アラーム: {alarms}\n"
        "- アプリケーション側で確認したこと: {checked}\n"
        "AWS側で起きている事象の有無、原因、見込みを教えてください。"
    ),
    "support-checked": "（担当者が記入）",
}
_EN: Final[Mapping[str, str]] = {
    "critical": "critical",
    "warning": "warning",
    "investigate": "investigate",
    "subject": "[{severity}] {title} ({environment}): {what}",
    "minutes": "{minutes} min",
    "hours": "{hours} h {minutes} min",
    "days": "{days} d {hours} h",
    "escalated": "Nobody has acknowledged; this goes to {level}.",
    "escalated-by": "{by} sends this on to {level}.",
    "reminded": "It still goes on, and nobody has acknowledged.",
    "ran-out": "It still goes on; the acknowledgement of {by} ran out at {until}.",
    "went-on": "What held it is over, and it still goes on.",
    "since": "Since {since}, for {lasting}",
    "impact": "Impact: {impact}",
    "first": "First: {first}",
    "told": "Told so far: {levels}",
    "next": "Next: at {at} to {level}, unless somebody acknowledges",
    "last-level": "There is nobody further to tell.",
    "runbook": "Runbook: {link}",
    "dashboard": "Dashboard: {link}",
    "how": "To acknowledge: the button in Slack, or `{command}`",
    "still": "It does not happen any more (last at {last}); the next step waits until it does.",
    "still-unknown": "It does not happen any more; the next step waits until it does.",
    "quiet": "Quiet hours: the next step waits until {until}.",
    "stopped": "The service is stopped: the next step waits.",
    "recovered": "It has recovered (it took {lasting}); nobody was told of that.",
    "acknowledged": "{by} is on it (until {until}, or until it recovers).",
    "already": "{by} is on it already (until {until}).",
    "over": "This incident is over.",
    "muted": "{by} muted {title} until {until}. Reason: {reason}",
    "mute-reason": "button in Slack",
    "asked-again": "{by} ran the queries again.",
    "no-next": "{by}: there is nobody further to tell.",
    "unchanged": "{by}: that did not work ({error}). The same by command: `{command}`",
    "health": "AWS Health: {service} {code}\n{text}",
    "health-ended": "AWS Health: {service} {code} has ended.\n{text}",
    "mute-planned": "As planned, notifications are muted from {start} to {end}: {alarms}\nReason: {reason}",
    "mute-over": "The planned mute (from {start}) is over: {alarms}",
    "mute-quiet": "Nothing is wrong now.",
    "mute-open": "Still wrong: {alarms}",
    "mute-subject": "[notice] {title} ({environment}): notifications muted",
    "support": "The text for AWS Support is ready. Check it, then open the case yourself.",
    "support-button": "Open a case",
    "support-link": "Open it here: {link}",
    "support-plan": "Severity: {urgency} (which ones there are depends on the support plan)",
    "support-down": "Production system down",
    "support-impaired": "Production system impaired",
    "support-normal": "System impaired",
    "support-subject": "Subject: {what} of {title} ({region}) goes on",
    "support-body": (
        "In account {account}, region {region}, environment {environment}, this goes on:\n"
        "- Symptom: {what}\n- Impact: {impact}\n- Began: {since}\n- For: {lasting}\n- Alarms: {alarms}\n"
        "- Checked on our side: {checked}\n"
        "Is there an event on the side of AWS, what is its cause, and when is it expected to end?"
    ),
    "support-checked": "(to be filled in by the person who opens the case)",
}
WORDS: Final = {"ja": _JA, "en": _EN}


def say(locale: str, name: str, **values: object) -> str:
    """A text in a language with its values filled in; braces in values stay as they are."""
    return WORDS[locale][name].format(**values)


def say_length(locale: str, milliseconds: int) -> str:
    """How long something took, to the minute: ``1 h 5 min``."""
    minutes = max(0, milliseconds) // 60_000
    if minutes < 60:
        return say(locale, "minutes", minutes=minutes)
    hours, minutes = divmod(minutes, 60)
    if hours < 24:
        return say(locale, "hours", hours=hours, minutes=minutes)
    return say(locale, "days", days=hours // 24, hours=hours % 24)
