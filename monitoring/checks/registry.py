"""Every check by name, in the order of the alphabet: its function and its documentation page."""

from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from types import ModuleType
from typing import NamedTuple

from monitoring.checks import (
    blind_at_night,
    circular_reference,
    composite_brackets,
    contradicting_facts,
    duplicate_alarm,
    evaluation_range,
    filter_pattern_syntax,
    gap_breaches,
    guide_coverage,
    high_cardinality_dimension,
    ignored_or_term,
    limit_missing,
    live_while_lasts,
    log_alarm_rows,
    log_contract,
    log_lines_exposed,
    log_window_gap,
    low_samples_choice,
    low_traffic_rate,
    math_ids,
    math_syntax,
    missing_data_choice,
    missing_document,
    missing_first_look,
    missing_runbook,
    mixed_periods,
    mute_hides_outage,
    mute_schedule,
    nobody_is_woken,
    period_finer_than_metric,
    placeholder_address,
    query_syntax,
    regex_where_equality_serves,
    retention_shorter_than_query,
    sort_before_stats,
    unbound_parameter,
    unbounded_parse,
    uncounted_judge_from,
    unguarded_division,
    unit_mismatch,
    unknown_metric,
    unknown_reference,
    unknown_route,
    unlogged_field,
    unlogged_selector,
    unlogged_value,
    unnamed_aggregate_sorted,
    unreachable_threshold,
    untranslated_text,
    unused_entry,
    warning_not_before_critical,
    wrong_statistic,
)
from monitoring.finding import Finding
from monitoring.spec.root import Spec

_MODULES: tuple[ModuleType, ...] = (
    blind_at_night,
    circular_reference,
    composite_brackets,
    contradicting_facts,
    duplicate_alarm,
    evaluation_range,
    filter_pattern_syntax,
    gap_breaches,
    guide_coverage,
    high_cardinality_dimension,
    ignored_or_term,
    limit_missing,
    live_while_lasts,
    log_alarm_rows,
    log_contract,
    log_lines_exposed,
    log_window_gap,
    low_samples_choice,
    low_traffic_rate,
    math_ids,
    math_syntax,
    missing_data_choice,
    missing_document,
    missing_first_look,
    missing_runbook,
    mixed_periods,
    mute_hides_outage,
    mute_schedule,
    nobody_is_woken,
    period_finer_than_metric,
    placeholder_address,
    query_syntax,
    regex_where_equality_serves,
    retention_shorter_than_query,
    sort_before_stats,
    unbound_parameter,
    unbounded_parse,
    uncounted_judge_from,
    unguarded_division,
    unit_mismatch,
    unknown_metric,
    unknown_reference,
    unknown_route,
    unlogged_field,
    unlogged_selector,
    unlogged_value,
    unnamed_aggregate_sorted,
    unreachable_threshold,
    untranslated_text,
    unused_entry,
    warning_not_before_critical,
    wrong_statistic,
)


class Check(NamedTuple):
    """A check: its name (also in findings, suppressions, docs and cases), what runs it, and its page."""

    name: str
    run: Callable[[Spec], Iterator[Finding]]
    page: str


def _registered(module: ModuleType) -> Check:
    name = module.__name__.rpartition(".")[2].replace("_", "-")
    return Check(name, module.check, module.__doc__ or "")


CHECKS: tuple[Check, ...] = tuple(map(_registered, _MODULES))


def dated(today: date) -> tuple[Check, ...]:
    """What is judged by the day, under the name and the page of its check."""
    past = _registered(mute_schedule)
    return (past._replace(run=partial(mute_schedule.check_past, today=today)),)
