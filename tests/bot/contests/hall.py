"""A bank, an office of units, and the published contests, for tests that take part in them."""

from datetime import datetime
from pathlib import Path

from bot.contest_desk import ContestDesk
from bot.units import UnitLine, Units
from knowledge.database import Database
from knowledge.library import VIETNAM, Library
from knowledge.quizbank import QuizContent

FILES = Path(__file__).parent / "files"
OPENS = datetime(2026, 1, 5, 16, tzinfo=VIETNAM)
"""A moment at which the first round of every file is open."""

UNITS = [
    UnitLine(2, "Đảng bộ phường Hoà Bình"),
    UnitLine(3, "Chi bộ 1", "Đảng bộ phường Hoà Bình"),
    UnitLine(4, "Chi bộ 2", "Đảng bộ phường Hoà Bình"),
    UnitLine(5, "Đảng bộ phường Phú Lợi"),
    UnitLine(6, "Chi bộ 1", "Đảng bộ phường Phú Lợi"),
]
TOPICS = [
    ("Nghị quyết", 40, 4),
    ("Ngân hàng 300", 300, 4),
    ("Chủ đề 1", 10, 4),
    ("Chủ đề 2", 10, 4),
    *((f"Tuần {week}", 5, 3) for week in range(1, 21)),
]


def text(name: str) -> str:
    return (FILES / f"{name}.yaml").read_text("utf-8")


def fill_bank(library: Library) -> None:
    """Items whose right option says so: "đúng"."""
    library.quiz.add(
        [
            QuizContent(
                stem=f"{topic}: câu hỏi thứ {number} hỏi điều gì",
                options=tuple(
                    f"điều {number} {'đúng' if place == number % options else f'sai {place}'}"
                    for place in range(options)
                ),
                key=number % options,
                explanation=f"Điều {number} của văn bản.",
                topic=topic,
            )
            for topic, count, options in TOPICS
            for number in range(count)
        ],
        approve=True,
    )


def fill_units(database: Database) -> None:
    Units(database).take(UNITS, by="cli")


def opened(desk: ContestDesk, name: str) -> None:
    """A published contest, open."""
    desk.contests.take(text(name), by="cli")
    desk.contests.open(name, by="cli")


def right_of(labels: list[str] | tuple[str, ...]) -> str:
    """The label of the right option."""
    return next(label for label in labels if label.endswith("đúng"))


def wrong_of(labels: list[str] | tuple[str, ...]) -> str:
    """The label of a wrong option."""
    return next(label for label in labels if " sai " in label)
