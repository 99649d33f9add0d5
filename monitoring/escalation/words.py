"""What escalation says besides the shared sentences (``monitoring/oncall/words``), in both languages."""

from collections.abc import Mapping
from typing import Final

from monitoring.oncall import words as shared
from monitoring.oncall.words import Words

_JA: Final[Mapping[str, str]] = {
    "escalated": "確認した人がいないため、{level}へ連絡します",
    "escalated-by": "{by}さんの操作で、{level}へ連絡します",
    "first-told": "保留していた連絡です。まだ続いています（{level}へ）",
    "still-lasts": "まだ続いています。確認した人はいません",
    "ran-out": "まだ続いています。{by}さんの確認は{until}で期限が切れました",
    "went-on": "保留が終わりましたが、まだ続いています",
    "lasting": "{since}から{span}続いています（{zone}）",
    "impact": "影響: {impact}",
    "told": "連絡済み: {levels}",
    "next-step": "確認がなければ{at}に{level}へ",
    "last-level": "これより先の連絡先はありません",
    "watcher": "通知の仕組みそのもののアラームです。メールと電話には、CloudWatchから直接届いています",
    "watcher-rose": "エラーに上がりました。メールと電話には、CloudWatchから直接届いています",
    "command": "コマンドで確認済みにする: {command}",
    "does-not-happen": "いまは起きていません（最後は{last}）。また起きるまで、次の連絡を待ちます",
    "does-not-happen-long": "いまは起きていません。また起きるまで、次の連絡を待ちます",
    "quiet-hold": "夜間のため、次の連絡は{until}まで待ちます",
    "stop-hold": "緊急停止中のため、次の連絡を待ちます",
    "recovered-unsaid": "復旧しています（{span}）。復旧の通知は届きませんでした",
    "is-acknowledged": "{by}さんが確認済みにしました（{until}まで、または復旧まで）",
    "already-acknowledged": "{who}さん: {by}さんが先に確認済みにしています（{until}まで）",
    "is-over": "{who}さん: このインシデントはもう終わっています",
    "is-muted": "{by}さんが「{title}」を{until}まで止めました（{reason}）",
    "mute-reason": "Slackのボタン",
    "mute-refused": (
        "CloudWatchのミュートルールは作れませんでした（{why}）。"
        "通知とエスカレーションの側で{until}まで止めています。CloudWatchの画面では止まって見えません"
    ),
    "is-unmuted": "{by}さんが「{title}」の通知の停止を終わらせました",
    "unmuted-planned": (
        "計画した停止（{mute}）は、CloudWatchの側では{until}まで続きます。"
        "早く終わらせるには、計画から外してデプロイしてください"
    ),
    "asked-again": "{by}さんがクエリを再実行しました",
    "nothing-to-ask": "{by}さん: このアラートには最初に見るクエリがありません",
    "nobody-further": "{by}さん: これより先の連絡先はありません",
    "failed": "{by}さん: 「{button}」はまだできていません（{why}）。コマンドでもできます: {command}",
    "mute-before": "計画どおり通知を止めます: {start}から{end}まで",
    "mute-after": "計画していた通知の停止が終わりました: {start}から{end}まで",
    "mute-of": "対象: {titles}",
    "mute-why": "理由: {reason}",
    "mute-open": "いま続いている問題: {titles}",
    "mute-none": "いま続いている問題はありません",
    "heading-mute": "【お知らせ】通知の停止｜{service}（{environment}）",
    "support": "AWSサポートへの問い合わせ文です。内容を確かめて、担当者が起票してください",
    "support-link": "AWSサポートのケースを起票",
    "support-urgency": "緊急度: {urgency}（選べるものはサポートプランによる）",
    "support-critical": "本番システムのダウン",
    "support-warning": "本番システムの障害",
    "support-subject": "件名: [{region}] {title}: {what}",
    "support-body": (
        "アカウント{account}、リージョン{region}の{environment}環境で、次の問題が続いています。\n"
        "症状: {what}\n影響: {impact}\n開始: {since}\n継続時間: {span}\nアラーム: {alarms}\n"
        "こちらで確認したこと: （担当者が記入）\n"
        "AWS側で起きている事象の有無、原因、復旧の見込みを教えてください。"
    ),
}
_EN: Final[Mapping[str, str]] = {
    "escalated": "Nobody has acknowledged: this goes to {level}",
    "escalated-by": "{by} sends this on to {level}",
    "first-told": "This was held, and it still lasts (to {level})",
    "still-lasts": "It still lasts, and nobody has acknowledged",
    "ran-out": "It still lasts; the acknowledgement of {by} ran out at {until}",
    "went-on": "What held it is over, and it still lasts",
    "lasting": "since {since}, for {span} ({zone})",
    "impact": "Impact: {impact}",
    "told": "Told so far: {levels}",
    "next-step": "To {level} at {at} unless acknowledged",
    "last-level": "There is nobody further to tell",
    "watcher": "An alarm about on-call itself. CloudWatch brings it to mail and phone directly",
    "watcher-rose": "It has become worse. CloudWatch brings it to mail and phone directly",
    "command": "Acknowledge by command: {command}",
    "does-not-happen": "It does not happen any more (last at {last}). The next step waits until it does",
    "does-not-happen-long": "It does not happen any more. The next step waits until it does",
    "quiet-hold": "Quiet hours: the next step waits until {until}",
    "stop-hold": "The service is stopped: the next step waits",
    "recovered-unsaid": "It has recovered ({span}). The notification of that did not come",
    "is-acknowledged": "{by} acknowledged it (until {until}, or until it recovers)",
    "already-acknowledged": "{who}: {by} was first to acknowledge it (until {until})",
    "is-over": "{who}: this incident is over",
    "is-muted": "{by} muted “{title}” until {until} ({reason})",
    "mute-reason": "button in Slack",
    "mute-refused": (
        "CloudWatch made no mute rule ({why}): notifier and escalation hold it instead until {until}, "
        "and CloudWatch's console shows it unmuted"
    ),
    "is-unmuted": "{by} ended the mute of “{title}”",
    "unmuted-planned": (
        "In CloudWatch the planned mute {mute} goes on until {until}. "
        "To end it now, take it out of the plan and deploy"
    ),
    "asked-again": "{by} ran the queries again",
    "nothing-to-ask": "{by}: this alarm has no first-look queries",
    "nobody-further": "{by}: there is nobody further to tell",
    "failed": "{by}: “{button}” has not worked yet ({why}). By command: {command}",
    "mute-before": "Notifications are muted as planned: {start} to {end}",
    "mute-after": "The planned mute is over: {start} to {end}",
    "mute-of": "Alarms: {titles}",
    "mute-why": "Reason: {reason}",
    "mute-open": "Still wrong now: {titles}",
    "mute-none": "Nothing is wrong now",
    "heading-mute": "[Notice] Notifications muted | {service} ({environment})",
    "support": "The text for AWS Support. Check it, then open the case yourself",
    "support-link": "Open a case with AWS Support",
    "support-urgency": "Severity: {urgency} (which ones there are depends on the support plan)",
    "support-critical": "Production system down",
    "support-warning": "Production system impaired",
    "support-subject": "Subject: [{region}] {title}: {what}",
    "support-body": (
        "In account {account}, region {region}, environment {environment}, this problem goes on.\n"
        "Symptom: {what}\nImpact: {impact}\nBegan: {since}\nLasting: {span}\nAlarms: {alarms}\n"
        "Checked on our side: (to be filled in)\n"
        "Is there an event on the side of AWS, what is its cause, and when is it expected to end?"
    ),
}
OWN: Final = {"ja": _JA, "en": _EN}


def words(locale: str) -> Words:
    """The shared words of a locale and escalation's own; English where there are none."""
    found = shared.words(locale)
    return found._replace(sentences={**found.sentences, **OWN.get(locale, _EN)})
