"""The calendar of working days against two independent packages, on every day.

    python -m pip install -r crates/python/requirements-dev.txt
    python -m unittest discover -s tests/oracle

The document is read here by PyYAML and by rules of its own, not by the engine. `chinesecalendar` and `holidays` are
kept by different people from the same notices of the State Council; where one differs from the document or from the
other, the notice decides, and the difference stands below with its reason.
"""

from __future__ import annotations

import unittest
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import chinese_calendar
import holidays
import yaml

DOCUMENT = Path(__file__).parents[2] / "workflows/calendars/cn.yaml"
YEARS = range(2019, 2027)
SATURDAY = 5

# Day: what the document, `chinesecalendar` and `holidays` hold it to be (True for a working day), and why it differs.
# All three agree on every day of 2019 to 2026 (chinesecalendar 1.11.0, holidays 0.109).
DIFFERENCES: dict[date, tuple[bool, bool, bool, str]] = {}


def days(first: date, last: date) -> Iterator[date]:
    """All days from the first to the last."""
    for n in range((last - first).days + 1):
        yield first + timedelta(n)


def as_day(value: str | date) -> date:
    """YAML 1.1 has dates of its own."""
    return value if isinstance(value, date) else date.fromisoformat(value)


class Document:
    """The document's answer for each day."""

    def __init__(self) -> None:
        content = yaml.safe_load(DOCUMENT.read_text(encoding="utf-8"))
        self.years = [int(year) for year in content["years"]]
        self.rest: set[date] = set()
        self.work: set[date] = set()
        for year in content["years"].values():
            for written in year["rest"]:
                first, _, last = str(written).partition("/")
                self.rest.update(days(as_day(first), as_day(last or first)))
            self.work.update(as_day(day) for day in year["work"])

    def is_working(self, day: date) -> bool:
        return day in self.work or (day.weekday() < SATURDAY and day not in self.rest)


class TestCalendar(unittest.TestCase):
    def setUp(self) -> None:
        self.document = Document()
        self.days = list(days(date(YEARS[0], 1, 1), date(YEARS[-1], 12, 31)))

    def test_years(self) -> None:
        self.assertEqual(self.document.years, list(YEARS))
        self.assertEqual(len(self.days), 6 * 365 + 2 * 366)

    def test_every_day_as_two_packages_have_it(self) -> None:
        china = holidays.country_holidays("CN", years=YEARS)
        found = {}
        for day in self.days:
            held = (self.document.is_working(day), chinese_calendar.is_workday(day), china.is_working_day(day))
            if len(set(held)) > 1:
                found[day] = held
        self.assertEqual(found, {day: listed[:3] for day, listed in DIFFERENCES.items()})

    def test_the_packages_have_more_than_weekends(self) -> None:
        """What is compared with must say something: the days that are not as in a plain week."""
        china = holidays.country_holidays("CN", years=YEARS)
        plain = {day: day.weekday() < SATURDAY for day in self.days}
        odd = [day for day in self.days if chinese_calendar.is_workday(day) != plain[day]]
        self.assertEqual(odd, [day for day in self.days if china.is_working_day(day) != plain[day]])
        # Worked weekends, as the notices of the eight years list them.
        self.assertEqual(sum(day.weekday() >= SATURDAY for day in odd), 6 + 6 + 7 + 7 + 7 + 8 + 5 + 6)


if __name__ == "__main__":
    unittest.main()
