"""Kills the ingest at random points and looks whether anything is lost or left behind.

    python -m bench.killing [--kills 100] [--seed 1] [--json]

Each time a fresh process takes five files in (a text, a new version of it, an archive of two, a Q&A
set, one that is discarded), publishes them and says each time a step is done; SIGKILL strikes it at
a moment drawn evenly from the time the whole takes. Then this process does what a restart does, and
compares: what was acknowledged must be there, and nothing that nobody knows.
"""

import argparse
import io
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from openpyxl import Workbook
from sqlalchemy import select

from bot.app import open_encoder
from bot.config import Settings
from bot.ingest import Ingest
from bot.intake import Intake
from bot.jobs import JobRow, Jobs
from bot.state import MIGRATIONS
from bot.uploads import ENDED, FileStore, UploadRow, UploadState
from bot.worker import Worker
from index.encoder import Encoder
from index.rows import Rows
from index.vectors import VectorStore
from knowledge.database import Database
from knowledge.library import Library
from knowledge.limits import Limits
from knowledge.records import Status

ADMIN = 1
LATER = timedelta(hours=1)  # by then every lease of the killed process has run out


def text(number: int, amount: str) -> bytes:
    articles = "\n".join(
        f"Điều {article}. Nội dung thứ {article}\nChi bộ số {article} được hỗ trợ {amount} đồng "
        f"một tháng cho việc thứ {article} của văn bản {number}."
        for article in range(1, 9)
    )
    head = f"TỈNH ỦY BÌNH MINH\nSố: {number}-QĐ/TU\n\nQUYẾT ĐỊNH\nvề chế độ thứ {number}\n\n"
    return (head + articles).encode()


def archive() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as made:
        made.writestr("21.txt", text(21, "210.000"))
        made.writestr("22.txt", text(22, "220.000"))
    return stream.getvalue()


def question_set() -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(("Câu hỏi", "Trả lời"))
    for number in range(1, 9):
        sheet.append((f"Việc thứ {number} do ai phụ trách?", f"Do tổ số {number} phụ trách."))
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


FILES: tuple[tuple[str, Callable[[], bytes]], ...] = (
    ("11.txt", lambda: text(11, "110.000")),
    ("11-moi.txt", lambda: text(11, "111.000")),
    ("hai.zip", archive),
    ("hoi-dap.xlsx", question_set),
    ("bo.txt", lambda: text(99, "990.000")),
)


@dataclass(frozen=True)
class Office:
    """One data folder with everything that takes files in."""

    database: Database
    library: Library
    files: FileStore
    intake: Intake
    worker: Worker
    store: VectorStore


@contextmanager
def opened(folder: Path, encoder: Encoder, ahead: timedelta = timedelta()) -> Iterator[Office]:
    """The office over a folder; its clock may go ahead."""

    def clock() -> datetime:
        return datetime.now(UTC) + ahead

    settings = Settings(data_dir=folder)
    folder.mkdir(parents=True, exist_ok=True)
    database = Database.open(settings.database_url, migrations=[MIGRATIONS])
    library = Library(database, clock=clock)
    files = FileStore(settings.uploads_dir, max_bytes=10**7, quota_bytes=10**9)
    store = VectorStore(settings.index_dir, encoder)
    intake = Intake(library, files, clock=clock)
    jobs = Jobs(database, clock=clock)
    worker = Worker(
        intake,
        jobs,
        lambda: Ingest(library, encoder, store, Limits(), actor="worker"),
        Limits(),
    )
    try:
        yield Office(database, library, files, intake, worker, store)
    finally:
        database.close()


def take_in(office: Office, tell: Callable[[str, str], None]) -> None:
    """All that an admin does; `tell` acknowledges each step."""
    for name, content in FILES:
        with office.intake.streaming(ADMIN, name, channel="web", chat="", batch="b") as receiver:
            data = content()
            for start in range(0, len(data), 512):
                receiver.write(data[start : start + 512])
            upload = receiver.done()
        tell("sent", upload)
        office.worker.run_due()
        if name == "bo.txt":
            office.intake.discard(upload, ADMIN)
            tell("discarded", upload)
            continue
        for ready in office.intake.uploads((UploadState.REVIEW,)):
            office.intake.publish(ready.id, ADMIN)
            tell("published", ready.id)


def child(folder: Path) -> None:
    """The process that is killed; waits for a line, then works."""
    encoder = open_encoder(Settings(data_dir=folder))
    encoder.encode_passages(["làm nóng"])
    with opened(folder, encoder) as office:
        print("ready", flush=True)
        sys.stdin.readline()
        take_in(office, lambda step, upload: print(step, upload, flush=True))
        print("end", flush=True)


@dataclass
class Tally:
    """What was found after the kills."""

    kills: int = 0
    unfinished: int = 0  # struck before the child had ended
    steps: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)


def run_once(folder: Path, encoder: Encoder, strike_after: float | None) -> tuple[Tally, float]:
    """One child, killed after some seconds or never; what was wrong, and how long it worked."""
    temporary = folder / "tmp"
    temporary.mkdir(parents=True)
    process = subprocess.Popen(
        [sys.executable, "-m", "bench.killing", "--child", str(folder / "data")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"TMPDIR": str(temporary)},
    )
    assert process.stdin is not None
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    started = time.monotonic()
    process.stdin.write("go\n")
    process.stdin.flush()
    if strike_after is not None:
        time.sleep(strike_after)
        process.send_signal(signal.SIGKILL)
    lines = []
    for line in process.stdout:
        lines.append(line)
        if line == "end\n":
            break
    seconds = time.monotonic() - started
    said = [line.split() for line in lines if line.endswith("\n")]
    process.wait()
    process.stdin.close()
    process.stdout.close()
    tally = Tally(kills=1, unfinished=["end"] not in said)
    tally.steps.update(words[0] for words in said)
    with opened(folder / "data", encoder, LATER) as office:
        tally.faults = faults(office, [(w[0], w[1]) for w in said if len(w) == 2])
    for _ in range(100):  # the server of readers sees that its program is gone
        left = list(temporary.glob("hoidap-*"))
        if not left:
            break
        time.sleep(0.05)
    else:
        tally.faults.append(f"temporary files stay: {[path.name for path in left]}")
    return tally, seconds


def faults(office: Office, acknowledged: list[tuple[str, str]]) -> list[str]:
    """Does what a restart does, then says what is lost and what nobody knows."""
    office.worker.run_due()
    office.files.sweep(office.database)
    wrong = []
    with office.database.read() as session:
        rows = {row.id: row for row in session.scalars(select(UploadRow))}
        waiting = session.scalars(select(JobRow)).all()
    for step, upload in acknowledged:
        if upload not in rows:
            wrong.append(f"lost: {step} {upload}")
        elif (step == "published" and rows[upload].state != UploadState.PUBLISHED) or (
            step == "discarded" and rows[upload].state != UploadState.DISCARDED
        ):
            wrong.append(f"undone: {upload} is {rows[upload].state}")
        elif rows[upload].state in (UploadState.COMING, UploadState.READING, UploadState.FAILED):
            wrong.append(f"stuck: {upload} is {rows[upload].state}")
    if waiting:
        wrong.append(f"orphan jobs: {[job.subject for job in waiting]}")
    folder = office.files.path("x").parent
    there = {path.name for path in folder.iterdir()} if folder.is_dir() else set()
    named = {row.sha256 for row in rows.values() if row.state not in ENDED}
    if there != named:
        wrong.append(f"files: {len(there - named)} orphans, {len(named - there)} missing")
    wrong += _row_faults(office, rows)
    wrong += _vector_faults(office, rows)
    return wrong


def _row_faults(office: Office, rows: dict[str, UploadRow]) -> list[str]:
    """A version whose upload does not exist, or a publication that is not whole."""
    wrong = []
    known = {row.version_id for row in rows.values()}
    for document in office.library.documents():
        for version in office.library.history(document.id):
            if version.state == "draft" and version.id not in known:
                wrong.append(f"orphan draft: {version.title}")
            if (
                len(office.library.passages(document.id, version=version.version))
                != version.passages
            ):
                wrong.append(f"torn: {version.title}")
    published = [row for row in rows.values() if row.state == UploadState.PUBLISHED]
    sets = [row for row in published if row.kind == "faq"]
    if sets and office.library.faq_count() != 8:
        wrong.append(f"torn Q&A set: {office.library.faq_count()} entries")
    if not sets and office.library.faq_count():
        wrong.append("a Q&A set that nobody published")
    documents = {row.document_id for row in published if row.kind == "document"}
    if {each.id for each in office.library.documents([Status.PUBLISHED])} != documents:
        wrong.append("documents that nobody published, or that are not")
    return wrong


def _vector_faults(office: Office, rows: dict[str, UploadRow]) -> list[str]:
    """Vectors of texts that were never taken in, or texts without one."""
    from bot.ingest import rows_of_faq
    from bot.intake import faq_reading

    known: set[str] = set()
    for document in office.library.documents():
        for version in office.library.history(document.id):
            passages = office.library.passages(document.id, version=version.version)
            known.update(Rows(passages, []).keys())
    for row in rows.values():
        if row.kind == "faq":
            entries = rows_of_faq(faq_reading(row.review))
            known.update([*entries.keys(), *entries.asked_keys()])
    missing = office.store.missing(sorted(known))
    # what was discarded had vectors while it was a draft; they are a cache, kept by the text's hash
    discarded = any(row.state == UploadState.DISCARDED for row in rows.values())
    extra = len(office.store) - len(known) + len(missing)
    wrong = [f"vectors: {len(missing)} missing"] if missing else []
    if extra and not discarded:
        wrong.append(f"vectors: {extra} of no text")
    return wrong


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--child", type=Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.child:
        child(arguments.child)
        return
    total = run(arguments.kills, arguments.seed)
    figures = {
        "kills": total.kills,
        "struck_at_work": total.unfinished,
        "steps_acknowledged": dict(total.steps),
        "faults": total.faults,
    }
    if arguments.json:
        print(json.dumps(figures, ensure_ascii=False))
    else:
        for name, value in figures.items():
            print(f"{name:20} {value}")
    sys.exit(bool(total.faults))


def run(kills: int, seed: int) -> Tally:
    """One undisturbed run to measure the time, then the kills."""
    chance = random.Random(seed)
    encoder = open_encoder(Settings())
    total = Tally()
    with tempfile.TemporaryDirectory(prefix="killing-") as folder:
        whole, seconds = run_once(Path(folder) / "whole", encoder, None)
        total.faults += [f"undisturbed: {fault}" for fault in whole.faults]
        for number in range(kills):
            tally, _ = run_once(Path(folder) / str(number), encoder, chance.uniform(0, seconds))
            total.kills += tally.kills
            total.unfinished += tally.unfinished
            total.steps += tally.steps
            total.faults += [f"{number}: {fault}" for fault in tally.faults]
            print(f"\rkill {number + 1} of {kills}", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    return total


if __name__ == "__main__":
    main()
