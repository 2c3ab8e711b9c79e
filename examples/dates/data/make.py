"""Makes dates.jsonl: dates as people write them, and what Python's calendar says they are."""

import calendar
import datetime
import json
import random

random.seed(20)
DAY = datetime.timedelta(days=1)
NUMBERS = {1: "a", 2: "two", 3: "three", 10: "ten"}


def written(date):
    month = calendar.month_name[date.month]
    return random.choice([
        f"{date:%Y-%m-%d}", f"{date:%Y/%m/%d}", f"{date:%d.%m.%Y}", f"{date.day} {month} {date.year}",
        f"{month} {date.day}, {date.year}", f"{month[:3]} {date.day}, {date.year}",
        f"{date.day}{'th' if 4 <= date.day <= 20 else ''} {month} {date.year}",
    ])


def any_date():
    return datetime.date(random.randint(1890, 2090), 1, 1) + random.randint(0, 364) * DAY


def near_leap_day():
    year = random.choice([1896, 1904, 1996, 2000, 2004, 2020, 2024, 1900, 2023, 2100])
    return datetime.date(year, 2, random.randint(20, 28))


def case():
    kind = random.choices(
        ["plain", "after", "before", "leap", "last", "odd"], [42, 18, 14, 12, 8, 6])[0]
    if kind == "plain":
        date = any_date()
        return kind, written(date), date
    if kind == "last":
        date = any_date().replace(day=1)
        last = calendar.monthrange(date.year, date.month)[1]
        return kind, f"the last day of {date:%B} {date.year}", date.replace(day=last)
    if kind == "odd":
        date = any_date()
        return kind, f"a fortnight after {written(date)}", date + 14 * DAY
    date = near_leap_day() if kind == "leap" else any_date()
    sign = -1 if kind == "before" else 1
    count = random.choice([1, 2, 3, 10] if kind != "leap" else [10, 2, 3])
    unit, size = random.choice([("day", 1), ("week", 7)] if kind != "leap" else [("week", 7)])
    number = random.choice([str(count), NUMBERS[count]])
    plural = "" if number in ("1", "a") else "s"
    word = "before" if sign < 0 else "after"
    return kind, f"{number} {unit}{plural} {word} {written(date)}", date + sign * count * size * DAY


for index in range(500):
    kind, text, date = case()
    row = {"id": f"{kind}-{index + 1}", "input": text, "expected": f"{date:%Y-%m-%d}", "tags": [kind]}
    print(json.dumps(row))
