"""What a plan is told with, in both languages."""

from collections import Counter
from math import ceil
from typing import Final, NamedTuple

from monitoring.plan.resources import Detection, Hearing, Plan
from monitoring.plan.words import SEVERITIES, show_span
from monitoring.spec.quantity import Quantity
from monitoring.spec.texts import show

_MINUTE: Final = 60
_HOUR: Final = 3600


class Words(NamedTuple):
    """Headings and phrases of one language; ``kinds`` has one and several of each kind of resource."""

    headings: tuple[str, ...]
    found_late: str
    legend: str
    wakes: str
    levels: str
    rings: str
    then: str
    between: str
    beginning: str
    others: str
    stacks: str
    needs: str
    counted: str
    kinds: dict[str, tuple[str, str]]


ENGLISH: Final = Words(
    headings=("alarm", "severity", "condition", "guide", "found within", "who hears"),
    found_late="?",
    legend="found within: from total fault to alarm, even requests, usual / quiet; ? if it may never",
    wakes="wakes",
    levels="{level} hears by {contacts}",
    rings="{contact} (rings)",
    then="{level} after {time}",
    between=", ",
    beginning="{number} alarms; their names begin with {prefix}",
    others="besides: {counts}",
    stacks="stacks: {stacks}",
    needs="the account must hold {number} parameters and secrets; to see which are missing:",
    counted="{number} {name}",
    kinds={
        "MetricFilter": ("metric filter", "metric filters"),
        "SavedQuery": ("saved query", "saved queries"),
        "Dashboard": ("dashboard", "dashboards"),
        "Key": ("key", "keys"),
        "Topic": ("topic", "topics"),
        "Subscription": ("subscription", "subscriptions"),
        "Role": ("role", "roles"),
        "MuteRule": ("mute rule", "mute rules"),
        "Catalogue": ("catalogue", "catalogues"),
        "Function": ("function", "functions"),
        "FunctionUrl": ("public address of a function", "public addresses of functions"),
        "Queue": ("queue", "queues"),
        "Listener": ("function on a topic", "functions on topics"),
        "Table": ("table", "tables"),
        "Bucket": ("bucket", "buckets"),
        "StateMachine": ("state machine", "state machines"),
        "ScheduleGroup": ("group of schedules", "groups of schedules"),
        "Schedule": ("schedule", "schedules"),
        "EventRule": ("event rule", "event rules"),
    },
)

JAPANESE: Final = Words(
    headings=("アラーム", "重要度", "条件", "項目", "検知まで", "通知先"),
    found_late="?",
    legend="検知まで: 全面障害からアラームまで（通常時 / 閑散時、等間隔のリクエスト）。?は不確実",
    wakes="呼出",
    levels="{level}の通知先: {contacts}",
    rings="{contact}（呼出）",
    then="{time}後 {level}",
    between="、",
    beginning="アラーム{number}件。名前の先頭: {prefix}",
    others="アラームのほか: {counts}",
    stacks="スタック: {stacks}",
    needs="アカウントに必要なパラメーターとシークレット: {number}件。不足の確認:",
    counted="{name}{number}件",
    kinds={
        "MetricFilter": ("メトリクスフィルター",) * 2,
        "SavedQuery": ("保存済みクエリ",) * 2,
        "Dashboard": ("ダッシュボード",) * 2,
        "Key": ("キー",) * 2,
        "Topic": ("トピック",) * 2,
        "Subscription": ("サブスクリプション",) * 2,
        "Role": ("ロール",) * 2,
        "MuteRule": ("ミュートルール",) * 2,
        "Catalogue": ("カタログ",) * 2,
        "Function": ("関数",) * 2,
        "FunctionUrl": ("関数の公開アドレス",) * 2,
        "Queue": ("キュー",) * 2,
        "Listener": ("トピックを受ける関数",) * 2,
        "Table": ("テーブル",) * 2,
        "Bucket": ("バケット",) * 2,
        "StateMachine": ("ステートマシン",) * 2,
        "ScheduleGroup": ("スケジュールグループ",) * 2,
        "Schedule": ("スケジュール",) * 2,
        "EventRule": ("イベントルール",) * 2,
    },
)


def words_of(locale: str) -> Words:
    """The words of a locale."""
    return JAPANESE if locale == "ja" else ENGLISH


def tell_severity(severity: str, locale: str) -> str:
    """The severity as people call it."""
    return SEVERITIES[locale][severity]


def tell_hearing(hears: Hearing, locale: str) -> str:
    """``development: channel, phone (rings), infrastructure after 30 min``."""
    first = f"{hears.level}: {tell_contacts(hears, locale)}"
    return words_of(locale).between.join([first, *_later_levels(hears, locale)])


def tell_wakes(hears: Hearing, locale: str) -> str:
    """The contacts that ring; a dash when nobody is woken."""
    return words_of(locale).between.join(hears.rings) or "-"


def tell_quiet_contacts(planned: Plan) -> list[str]:
    """By which contacts each level hears of every alarm: ``development hears by channel, mail``."""
    words = words_of(planned.locale)
    contacts = {alarm.hears.level: alarm.hears.contacts for alarm in planned.alarms}
    listed = {level: words.between.join(names) or "-" for level, names in contacts.items()}
    return [words.levels.format(level=level, contacts=names) for level, names in listed.items()]


def tell_contacts(hears: Hearing, locale: str) -> str:
    """``channel, phone (rings)``."""
    words = words_of(locale)
    contacts = [*hears.contacts, *(words.rings.format(contact=name) for name in hears.rings)]
    return words.between.join(contacts) or "-"


def tell_levels(hears: Hearing, locale: str) -> str:
    """``development, infrastructure after 30 min``."""
    return words_of(locale).between.join([hears.level, *_later_levels(hears, locale)])


def _later_levels(hears: Hearing, locale: str) -> list[str]:
    times = {level: show_span(seconds, locale) for level, seconds in hears.then.items()}
    return [words_of(locale).then.format(level=level, time=time) for level, time in times.items()]


def tell_detection(detection: Detection, locale: str) -> str:
    """``13 min / ?``."""
    return " / ".join(_tell_time(seconds, locale) for seconds in (detection.usual, detection.quiet))


def _tell_time(seconds: int | None, locale: str) -> str:
    """Rounded up to what a person would say."""
    if seconds is None:
        return words_of(locale).found_late
    if seconds >= 2 * _HOUR:
        return show(Quantity(ceil(2 * seconds / _HOUR) / 2, "h"), locale)
    size = 1 if seconds < 1.5 * _MINUTE else _MINUTE
    return show_span(ceil(seconds / size) * size, locale)


def tell_counts(planned: Plan) -> str:
    """``1 metric filter, 2 saved queries``: the resources that are no alarms."""
    words = words_of(planned.locale)
    counted = Counter(type(resource).__name__ for resource in planned.resources)
    known = {kind: number for kind, number in counted.items() if kind in words.kinds}
    names = {words.kinds[kind][number > 1]: number for kind, number in known.items()}
    return words.between.join(
        words.counted.format(name=name, number=number) for name, number in names.items()
    )
