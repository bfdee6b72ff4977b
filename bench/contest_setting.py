"""The contest of `bench.contest`: its bank, units and people, written straight into the tables."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import insert

from bench.contest_serving import CONTEST, SharedClock, open_database
from bot.contest_desk import ContestDesk
from bot.contests.tables import EntryRow
from bot.people import AccountRow, IdentityRow
from bot.units import UnitLine, Units
from knowledge.library import VIETNAM, Library
from knowledge.quizbank import QuizContent

OPENS = datetime(2026, 3, 2, 8, tzinfo=VIETNAM)
CLOSES = OPENS + timedelta(days=7)
EVENINGS = tuple(OPENS + timedelta(days=day, hours=12) for day in range(5))
LAST_MINUTES = timedelta(minutes=10)
QUESTIONS = 20
_TOPICS = (("Nghị quyết Đại hội", 10), ("Điều lệ Đảng", 6), ("Lịch sử địa phương", 4))
_ITEMS_OF_A_TOPIC = 100
_OPTIONS = 4
_SURNAMES = ("Nguyễn", "Trần", "Lê", "Phạm", "Huỳnh", "Hoàng", "Phan", "Vũ", "Đặng", "Bùi")
_GIVEN = ("Thị Hạnh", "Văn Phước", "Minh Tuấn", "Thị Mỹ Duyên", "Quốc Khánh", "Thị Thuỳ Trang")

FILE = f"""
contest: {CONTEST}
title: Hội thi trực tuyến tìm hiểu Nghị quyết Đại hội
organiser: Ban Tuyên giáo Thành uỷ
rounds:
  - title: Vòng thi
    opens: {OPENS:%Y-%m-%d %H:%M}
    closes: {CLOSES:%Y-%m-%d %H:%M}
draw:
{"".join(f"  - {{topic: {topic}, count: {count}}}{chr(10)}" for topic, count in _TOPICS)}
points: 5
minutes: 15
units: {{level: 1}}
unit_rankings:
  - {{title: Người dự thi, formula: people}}
  - {{title: Điểm trung bình, formula: average, at_least: 5}}
"""


def set_up(folder: Path, people: int, units: int) -> dict[int, int]:
    """Makes the database with everybody registered and entered.

    Returns:
        The key of each item of the bank.
    """
    clock = SharedClock(folder)
    clock.set(OPENS)
    database = open_database(folder)
    library = Library(database)
    desk = ContestDesk(library, clock=clock)
    library.quiz.add(
        [
            QuizContent(
                stem=f"{topic}: câu {number} hỏi về nội dung nào của văn bản",
                options=tuple(f"Nội dung thứ {number}.{place}" for place in range(_OPTIONS)),
                key=number % _OPTIONS,
                topic=topic,
            )
            for topic, _ in _TOPICS
            for number in range(_ITEMS_OF_A_TOPIC)
        ],
        approve=True,
    )
    keys = {item.id: item.key for item in library.quiz.items()}
    Units(database).take(
        [UnitLine(n + 2, f"Đảng bộ xã, phường số {n + 1}") for n in range(units)], by="cli"
    )
    desk.contests.take(FILE, by="cli")
    desk.contests.open(CONTEST, by="cli")
    every_unit = [unit.id for unit in Units(database).all()]
    _people(database, people, every_unit)
    database.close()
    return keys


def visit(account: int) -> str:
    """The page's visit of a person."""
    return f"visit-of-person-{account:06}"


def _people(database: Any, count: int, units: list[int]) -> None:
    accounts, identities, entries = [], [], []
    for number in range(1, count + 1):
        name = f"{_SURNAMES[number % 10]} {_GIVEN[number // 10 % 6]} {number}"
        unit = units[number * number % len(units)]  # some have many people, some none
        accounts.append(
            {
                "id": number,
                "name": name,
                "role": "member",
                "unit_id": unit,
                "consent_version": "1",
                "consented_at": OPENS,
                "consent_asked": "1",
                "told_blocked": False,
                "wants_notices": False,
                "created_at": OPENS,
            }
        )
        known = {"channel": "web", "user_id": visit(number), "chat": visit(number)}
        identities.append(known | {"account_id": number})
        entries.append(
            {
                "id": number,
                "contest_id": CONTEST,
                "account_id": number,
                "unit_id": unit,
                "fields": {},
                "created_at": OPENS,
                "agreed_at": OPENS,
            }
        )
    with database.session() as session:
        tables = AccountRow.metadata.tables
        for row, values in ((AccountRow, accounts), (IdentityRow, identities), (EntryRow, entries)):
            session.connection().execute(insert(tables[row.__tablename__]), values)
