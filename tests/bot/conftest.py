"""A small office: a library with a few texts, the product's own engine, a dialogue over both."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest

from bot.cli import main
from bot.config import DatabaseSettings, Settings
from bot.dialogue import Dialogue
from bot.messages import Incoming, Reply, Sender
from bot.state import MIGRATIONS
from index.encoder import Encoder, load_encoder
from index.engine import Engine
from knowledge.database import Database
from knowledge.faq import FaqEntry
from knowledge.library import Library
from knowledge.passages import Passage
from knowledge.records import NewDocument
from tests.knowledge.library_tools import fresh_database

QUESTION = "Đảng bộ phường Hoà Bình có bao nhiêu chi bộ?"
ENTRIES = [
    FaqEntry(QUESTION, "Đảng bộ phường Hoà Bình có 24 chi bộ.", source="Báo cáo năm 2025"),
    FaqEntry("Thư viện phường mở cửa lúc mấy giờ?", "Thư viện mở cửa lúc 8 giờ sáng."),
    FaqEntry("Ai phụ trách công tác tuyên giáo?", "Ban Tuyên giáo phụ trách việc này."),
]
TITLE = "Quy chế hội trường phường Hoà Bình"
ARTICLE = ("Chương I. Quy định chung", "Điều 2. Giờ mở cửa")
PASSAGES = [
    Passage(text, heading, page, "text")
    for text, heading, page in (
        ("Quy chế này áp dụng cho mọi người đến hội trường.", ARTICLE[:1], 1),
        ("1. Hội trường mở cửa từ 7 giờ đến 21 giờ hằng ngày.", (*ARTICLE, "khoản 1"), 1),
        *(
            (
                f"{number}. Người đến lần thứ {number} giữ trật tự và xếp lại ghế khi dùng xong. "
                "Đồ để quên được giữ tại phòng trực ba mươi ngày rồi giao cho phường.",
                (*ARTICLE, f"khoản {number}"),
                2,
            )
            for number in range(2, 16)
        ),
    )
]
HALL_QUESTION = "Hội trường mở cửa từ mấy giờ đến mấy giờ?"


@dataclass
class Clock:
    """A clock that stands until it is moved."""

    now: datetime = field(default_factory=lambda: datetime(2026, 1, 5, 8, tzinfo=UTC))

    def __call__(self) -> datetime:
        return self.now

    def pass_by(self, **span: float) -> None:
        self.now += timedelta(**span)


@dataclass
class Office:
    """Everything a conversation needs."""

    database: Database
    library: Library
    engine: Engine
    settings: Settings
    clock: Clock

    def dialogue(self) -> Dialogue:
        """Another process's dialogue over the same database."""
        return Dialogue(self.database, self.engine, self.library, self.settings, clock=self.clock)


@dataclass
class Person:
    """Somebody who talks to the bot."""

    dialogue: Dialogue
    sender: Sender
    numbers: Iterator[int] = field(default_factory=count)

    def incoming(self, text: str = "", choice: str | None = None) -> Incoming:
        return Incoming(self.sender, str(next(self.numbers)), text, choice)

    def says(self, text: str) -> Reply:
        """What is answered to typed text."""
        (reply,) = self.dialogue.replies_to(self.incoming(text))
        return reply

    def taps(self, choice: str) -> Reply:
        """What is answered to a tapped choice."""
        (reply,) = self.dialogue.replies_to(self.incoming(choice=choice))
        return reply


@pytest.fixture(scope="session")
def encoder() -> Encoder:
    return load_encoder()


def fill(library: Library) -> None:
    """Puts the texts above into a library."""
    library.import_faq(ENTRIES)
    library.add(
        NewDocument(
            title=TITLE,
            number="05-QC/ĐU",
            passages=PASSAGES,
            file_name="quy-che.docx",
            file_sha256="0" * 64,
        )
    )


@pytest.fixture
def office(request: pytest.FixtureRequest, tmp_path: Path, encoder: Encoder) -> Iterator[Office]:
    """On SQLite, or on the kind of database that a test names as its parameter."""
    with fresh_database(getattr(request, "param", "sqlite"), tmp_path) as url:
        settings = Settings(data_dir=tmp_path, database=DatabaseSettings(url=url))
        database = Database.open(settings.database_url, migrations=[MIGRATIONS])
        library = Library(database)
        fill(library)
        engine = Engine(library, encoder, settings.index_dir)
        yield Office(database, library, engine, settings, Clock())
        engine.close()
        database.close()


@pytest.fixture
def person(office: Office) -> Person:
    return Person(office.dialogue(), Sender("telegram", "chat-1", "user-1", "Nguyễn Văn A"))


Call = Callable[..., tuple[int, str, str]]


@pytest.fixture
def call(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Call:
    """Runs a command on a data folder of its own: exit code, stdout, stderr."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOIDAP_DATA_DIR", str(tmp_path / "data"))

    def run(*arguments: str | Path) -> tuple[int, str, str]:
        code = main([str(argument) for argument in arguments])
        out, err = capsys.readouterr()
        return code, out, err

    return run


@pytest.fixture
def shared_model(monkeypatch: pytest.MonkeyPatch, encoder: Encoder) -> None:
    """Loading the model takes seconds; all commands of a test run share it."""
    monkeypatch.setattr("bot.app.open_encoder", lambda settings: encoder)
