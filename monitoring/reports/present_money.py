"""Cost against the budget, and forecasts."""

from collections.abc import Iterator

from monitoring.oncall.cells import money
from monitoring.reports import charts
from monitoring.reports.document import Item, Lines, Meter, Picture
from monitoring.reports.lacks import lack_line
from monitoring.reports.present_graphs import legend
from monitoring.reports.report import ForecastBlock, Outlook
from monitoring.reports.say import Teller, spark
from monitoring.reports.spending import LEARNT_FROM


def bill_items(teller: Teller) -> Iterator[Item]:
    """The month against its budget."""
    bill = teller.report.bill
    if bill.outlook is None:
        yield Lines((lack_line(teller, bill.lack) if bill.lack else teller.say("money-unknown"),))
        return
    yield Lines(tuple(_bill_lines(teller, bill.outlook, bill.budget)))
    if bill.budget:
        total = bill.outlook.total or bill.outlook.so_far
        share = teller.percent(f"{100 * total / bill.budget:,.1f}")
        label = teller.say("meter" if bill.outlook.expected else "meter-whole", share=share)
        yield Meter(bill.outlook.so_far / bill.budget, total / bill.budget, label)


def _bill_lines(teller: Teller, outlook: Outlook, budget: float | None) -> Iterator[str]:
    so_far = money(outlook.so_far)
    if budget:
        share = teller.percent(f"{100 * outlook.so_far / budget:,.1f}")
        yield teller.say("money-budget", so_far=so_far, budget=money(budget), share=share)
    else:
        yield teller.say("money-no-budget", so_far=so_far)
    if not outlook.expected or outlook.total is None:
        return
    yield teller.say("money-total", total=money(outlook.total))
    lowest, highest = money(outlook.lowest), money(outlook.highest)
    yield teller.say("money-range", learnt=outlook.learnt, lowest=lowest, highest=highest)


def forecast_items(teller: Teller, block: ForecastBlock) -> Iterator[Item]:
    """What the running month will come to, day by day."""
    outlook = block.outlook
    if outlook is None or outlook.total is None:
        return
    yield Lines(tuple(_forecast_lines(teller, block, outlook)))
    kinds = (charts.Kind("known", charts.BLUE), charts.Kind("expected", charts.PALE))
    values = {**{day: ("known", value) for day, value in outlook.daily.items()}}
    values |= {day: ("expected", value) for day, value in outlook.expected.items()}
    bars = [(charts.day_label(day), {kind: value}) for day, (kind, value) in sorted(values.items())]
    counts = [value for _, value in (values[day] for day in sorted(values))]
    spec = charts.stacked(bars, kinds, block.unit)
    yield Picture(f"forecast-{block.metric}", spec, "", spark(counts), legend(teller, kinds))


def _forecast_lines(teller: Teller, block: ForecastBlock, outlook: Outlook) -> Iterator[str]:
    total, rest = outlook.total or 0, sum(outlook.expected.values())
    shown = {
        name: teller.amount(value, block.unit)
        for name, value in {"total": total, "so_far": outlook.so_far, "rest": rest}.items()
    }
    form = "forecast" if outlook.so_far else "forecast-whole"
    yield teller.say(form, month=teller.month(outlook.month), **shown)
    lowest, highest = (teller.amount(value, block.unit) for value in (outlook.lowest, outlook.highest))
    yield teller.say("forecast-range", learnt=outlook.learnt, lowest=lowest, highest=highest)
    if outlook.learnt < LEARNT_FROM:
        yield teller.say("forecast-thin", learnt=outlook.learnt)
