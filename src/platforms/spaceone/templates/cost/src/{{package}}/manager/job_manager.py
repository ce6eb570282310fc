"""Which months a job brings."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone

from spaceone.core.error import ERROR_INVALID_PARAMETER
from spaceone.core.manager import BaseManager

from {{package}}.times import read_time

#: The platform keeps daily costs for twelve months.
_MONTHS_AT_FIRST = 12
#: Until so many days after its end a provider still corrects the bill of a month.
_CORRECTED_FOR = timedelta(days=10)


class JobManager(BaseManager):
    def plan(self, start: str | None, last_synchronized_at: str | datetime | None) -> dict:
        """A task for each month from the first to this one, and from where on older costs are replaced."""
        today = datetime.now(timezone.utc).date()
        first = _first_month(start, last_synchronized_at, today)
        months = _months(first, today)
        return {
            "tasks": [{"task_options": {"month": month}} for month in months],
            "changed": [{"start": months[0]}] if months else [],
        }


def _first_month(start: str | None, last_synchronized_at: str | datetime | None, today: date) -> date:
    if start:
        try:
            return datetime.strptime(start, "%Y-%m").date()
        except ValueError as error:
            raise ERROR_INVALID_PARAMETER(key="start", reason=f"{start} is no month, such as 2026-01.") from error
    if last_synchronized_at:
        last = last_synchronized_at if isinstance(last_synchronized_at, datetime) else read_time(last_synchronized_at)
        return (last.date() - _CORRECTED_FOR).replace(day=1)
    year, month = divmod(today.year * 12 + today.month - _MONTHS_AT_FIRST, 12)
    return date(year, month + 1, 1)


def _months(first: date, last: date) -> list[str]:
    count = (last.year - first.year) * 12 + last.month - first.month + 1
    ordinals = range(first.year * 12 + first.month - 1, first.year * 12 + first.month - 1 + count)
    return [f"{ordinal // 12}-{ordinal % 12 + 1:02d}" for ordinal in ordinals]
