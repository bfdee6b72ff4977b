"""Files that admins send in, from the first byte to the answer."""

import io
import os
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pytest

from bot.intake import Intake
from bot.jobs import Jobs
from bot.messages import Sender
from bot.texts import dialogue as dialogue_texts
from bot.upload_records import IntakeError, Refused
from bot.upload_words import relations, replaceable
from bot.uploads import FileStore, NoRoomError, TooLargeError, UploadState, shown_name
from bot.worker import Worker
from knowledge.errors import LibraryError
from knowledge.faq import FaqEntry
from knowledge.records import Status
from knowledge.relations import Relation, RelationKind
from tests.knowledge.library_tools import DATABASES

from .conftest import Office, Person
from .uploading import SUCCESSOR, TEXT, question_set, worker_for

LAN, HOA = 1, 2


@pytest.fixture
def files(tmp_path: Path) -> FileStore:
    return FileStore(tmp_path / "uploads", max_bytes=10**6, quota_bytes=3 * 10**6)


@pytest.fixture
def intake(office: Office, files: FileStore) -> Intake:
    return Intake(office.library, files, most_waiting=5, clock=office.clock)


@pytest.fixture
def worker(office: Office, intake: Intake) -> Worker:
    return worker_for(office, intake)


def send(intake: Intake, name: str, content: bytes | str, *, account: int = LAN) -> str:
    data = content.encode() if isinstance(content, str) else content
    with intake.streaming(account, name, channel="web", chat="", batch="b") as receiver:
        for start in range(0, len(data), 1000):
            receiver.write(data[start : start + 1000])
        return receiver.done()


def kept(files: FileStore) -> int:
    folder = files.path("x").parent
    return len(list(folder.iterdir())) if folder.exists() else 0


def zipped(**inside: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, text in inside.items():
            archive.writestr(name.replace("__", "."), text)
    return stream.getvalue()


def test_a_text_is_a_draft_until_it_is_published(
    intake: Intake, worker: Worker, office: Office
) -> None:
    sent = send(intake, "qd12.txt", TEXT.format(amount="500.000"))
    assert worker.run_due() == 1
    upload = intake.upload(sent)
    assert upload.state is UploadState.REVIEW
    assert upload.document is not None
    assert upload.document.number == "12-QĐ/TU"
    assert upload.document.status is Status.DRAFT
    assert intake.publish(sent, LAN) is UploadState.PUBLISHED
    assert office.library.document("12-QĐ/TU").status is Status.PUBLISHED
    assert office.library.audit()[0].actor == str(LAN)


def test_fields_are_corrected_before_it_is_published(intake: Intake, worker: Worker) -> None:
    sent = send(intake, "qd12.txt", TEXT.format(amount="500.000"))
    worker.run_due()
    intake.correct(sent, "title", "  Chế độ hỗ trợ \n chi bộ ", LAN)
    upload = intake.correct(sent, "issued_on", date(2026, 2, 1), LAN)
    assert upload.document is not None
    assert (upload.document.title, upload.document.issued_on) == (
        "Chế độ hỗ trợ chi bộ",
        date(2026, 2, 1),
    )
    with pytest.raises(IntakeError) as caught:
        intake.correct(sent, "title", " ", LAN)
    assert caught.value.reason is Refused.EMPTY


def test_a_changed_text_shows_what_changes_and_the_old_one_answers_until_published(
    intake: Intake, worker: Worker, office: Office
) -> None:
    first = send(intake, "qd12.txt", TEXT.format(amount="500.000"))
    worker.run_due()
    intake.publish(first, LAN)
    second = send(intake, "qd12-moi.txt", TEXT.format(amount="700.000"))
    worker.run_due()
    upload = intake.upload(second)
    assert upload.earlier is not None
    assert upload.earlier.version == 1
    (change,) = intake.changes(upload)
    assert change.after is not None
    assert "700.000" in change.after.text
    assert "500.000" in office.library.text("12-QĐ/TU")
    intake.publish(second, LAN)
    assert "700.000" in office.library.text("12-QĐ/TU")


def test_a_corrected_number_makes_it_a_version_of_the_text_that_bears_it(
    intake: Intake, worker: Worker, office: Office
) -> None:
    misread = TEXT.format(amount="700.000").replace("12-QĐ/TU", "72-QĐ/TU")
    for name, text in (("a.txt", TEXT.format(amount="500.000")), ("b.txt", misread)):
        sent = send(intake, name, text)
        worker.run_due()
        if name == "a.txt":
            intake.publish(sent, LAN)
    upload = intake.correct(sent, "number", "12-QĐ/TU", LAN)
    assert upload.earlier is not None
    intake.publish(sent, LAN)
    assert len(office.library.history("12-QĐ/TU")) == 2


def test_the_same_text_again_is_recognised(intake: Intake, worker: Worker) -> None:
    first = send(intake, "qd12.txt", TEXT.format(amount="500.000"))
    worker.run_due()
    intake.publish(first, LAN)
    again = send(intake, "copy.txt", TEXT.format(amount="500.000"))
    worker.run_due()
    assert intake.upload(again).state is UploadState.SAME


def test_a_newer_draft_takes_the_place_of_the_one_before(intake: Intake, worker: Worker) -> None:
    older = send(intake, "qd12.txt", TEXT.format(amount="500.000"))
    newer = send(intake, "qd12b.txt", TEXT.format(amount="700.000"))
    worker.run_due()
    assert intake.upload(older).state is UploadState.SUPERSEDED
    with pytest.raises(IntakeError):
        intake.publish(older, LAN)
    intake.publish(newer, LAN)


def test_what_is_discarded_leaves_no_draft_and_no_file(
    intake: Intake, worker: Worker, files: FileStore, office: Office
) -> None:
    before = len(office.library.documents())
    sent = send(intake, "qd12.txt", TEXT.format(amount="500.000"))
    worker.run_due()
    intake.discard(sent, LAN)
    files.sweep(office.database)
    assert len(office.library.documents()) == before
    assert kept(files) == 0
    with pytest.raises(IntakeError):
        intake.publish(sent, LAN)


def test_a_file_that_ends_while_the_folder_is_counted_refuses_no_other(
    files: FileStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    scandir = os.scandir

    @contextmanager
    def others_end(folder: Path) -> Iterator[Iterator[os.DirEntry[str]]]:
        with scandir(folder) as entries:
            listed = list(entries)
        for entry in listed:
            Path(entry.path).unlink()
        yield iter(listed)

    with files.receiving() as other:
        other.write(b"x" * 1000)
        monkeypatch.setattr(os, "scandir", others_end)
        with files.receiving() as mine:
            mine.write(b"y")
            assert mine.size == 1


def test_a_question_set_is_reported_line_by_line_and_taken_when_published(
    intake: Intake, worker: Worker, office: Office
) -> None:
    known = office.library.faq_entries()[0]
    rows = [
        (known.question, "Khác."),
        ("Chi bộ họp khi nào?", "Ngày 3 hằng tháng."),
        ("Trống?", ""),
    ]
    sent = send(intake, "hoi-dap.xlsx", question_set(*rows))
    worker.run_due()
    upload = intake.upload(sent)
    assert upload.kind == "faq"
    review = upload.review
    assert (review["added"], review["changed"], review["refused"]) == (1, 1, 1)
    assert office.library.faq_entries()[0].answer == known.answer
    intake.publish(sent, LAN)
    assert "Khác." in {entry.answer for entry in office.library.faq_entries()}


def test_each_file_of_an_archive_is_an_upload_of_its_own(
    intake: Intake, worker: Worker, files: FileStore
) -> None:
    other = TEXT.format(amount="1").replace("12-QĐ", "13-QĐ")
    send(intake, "hai.zip", zipped(a__txt=TEXT.format(amount="2"), b__txt=other))
    worker.run_due()
    states = [upload.state for upload in intake.uploads((UploadState.REVIEW,))]
    assert states == [UploadState.REVIEW] * 2


@pytest.mark.parametrize("content", [b"", b"\x00\x01\x02" * 99, b"%PDF-1.4 broken"])
def test_a_file_that_cannot_be_read_says_why_and_leaves_nothing(
    intake: Intake, worker: Worker, files: FileStore, office: Office, content: bytes
) -> None:
    sent = send(intake, "hong.pdf", content)
    worker.run_due()
    upload = intake.upload(sent)
    assert upload.state is UploadState.FAILED
    assert "hong.pdf" in (upload.problem or "")
    files.sweep(office.database)
    assert kept(files) == 0


def test_the_answers_of_a_bank_sent_alone_are_no_document(
    intake: Intake, worker: Worker, office: Office
) -> None:
    sent = send(intake, "dap-an.txt", "ĐÁP ÁN\n" + " ".join(f"{n}.B" for n in range(1, 21)))
    worker.run_due()
    upload = intake.upload(sent)
    assert upload.state is UploadState.FAILED
    assert "chỉ có đáp án" in (upload.problem or "")
    assert not office.library.documents([Status.DRAFT])


def test_a_second_person_must_approve_where_the_office_wants_it(
    office: Office, files: FileStore, worker: Worker
) -> None:
    intake = Intake(office.library, files, four_eyes=True, clock=office.clock)
    sent = send(intake, "qd12.txt", TEXT.format(amount="500.000"))
    worker.run_due()
    assert intake.publish(sent, LAN) is UploadState.APPROVAL
    with pytest.raises(IntakeError) as caught:
        intake.publish(sent, LAN)
    assert caught.value.reason is Refused.OWN
    assert office.library.documents([Status.DRAFT])
    assert intake.publish(sent, HOA) is UploadState.PUBLISHED
    actors = {entry.action: entry.actor for entry in reversed(office.library.audit())}
    assert actors["upload.submitted"] == str(LAN)
    assert actors["document.published"] == str(HOA)


def test_a_correction_after_submitting_asks_for_approval_anew(
    office: Office, files: FileStore, worker: Worker
) -> None:
    intake = Intake(office.library, files, four_eyes=True, clock=office.clock)
    sent = send(intake, "qd12.txt", TEXT.format(amount="500.000"))
    worker.run_due()
    intake.publish(sent, LAN)
    intake.correct(sent, "title", "Tên khác", HOA)
    assert intake.publish(sent, HOA) is UploadState.APPROVAL


def test_what_is_too_large_or_too_much_is_refused_while_it_streams(
    intake: Intake, files: FileStore, office: Office
) -> None:
    with pytest.raises(TooLargeError):
        send(intake, "to.bin", b"x" * (10**6 + 1))
    small = FileStore(files.path("x").parent, max_bytes=10**6, quota_bytes=100)
    with pytest.raises(NoRoomError):
        send(Intake(office.library, small), "vua.txt", b"x" * 101)
    assert kept(files) == 0


def test_one_person_cannot_fill_the_queue(intake: Intake) -> None:
    for number in range(5):
        send(intake, f"{number}.txt", f"tệp số {number}")
    with pytest.raises(IntakeError) as caught:
        send(intake, "6.txt", "thêm")
    assert caught.value.reason is Refused.TOO_MANY
    send(intake, "1.txt", "của người khác", account=HOA)


def test_what_a_crash_left_is_swept_and_what_is_being_received_stays(
    intake: Intake, files: FileStore, office: Office
) -> None:
    sent = send(intake, "qd12.txt", TEXT.format(amount="500.000"))
    folder = files.path("x").parent
    (folder / "aa.part").write_bytes(b"half")
    (folder / ("f" * 64)).write_bytes(b"renamed, then the process died")
    with files.receiving() as receiving:
        receiving.write(b"half a file")
        assert files.sweep(office.database) == 2
        assert receiving.path.exists()
    assert kept(files) == 1
    assert intake.upload(sent).state is UploadState.READING


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\Lan\\Nghị quyết.docx", "Nghị quyết.docx"),
        ("a\x00b\n\u202egpj.exe", "abgpj.exe"),
        ("", "tep"),
        ("...", "tep"),
        ("x" * 300 + ".docx", "x" * 115 + ".docx"),
    ],
)
def test_a_name_from_outside_is_harmless(name: str, shown: str) -> None:
    assert shown_name(name) == shown


@pytest.mark.parametrize("office", DATABASES, indirect=True)
def test_a_job_is_one_process_s_and_another_s_once_that_is_dead(
    office: Office, intake: Intake, worker: Worker
) -> None:
    sent = send(intake, "qd12.txt", TEXT.format(amount="500.000"))
    dead = Jobs(office.database, clock=office.clock)
    assert dead.take(("read",)) is not None
    assert worker.run_due() == 0
    office.clock.pass_by(seconds=31)
    assert worker.run_due() == 1
    assert intake.upload(sent).state is UploadState.REVIEW


def test_a_file_that_kills_its_reader_again_and_again_is_given_up(
    office: Office, intake: Intake, worker: Worker
) -> None:
    sent = send(intake, "qd12.txt", TEXT.format(amount="500.000"))
    for _ in range(5):
        assert Jobs(office.database, clock=office.clock).take(("read",)) is not None
        office.clock.pass_by(seconds=31)
    worker.run_due()
    assert intake.upload(sent).state is UploadState.FAILED


def publish(intake: Intake, worker: Worker, number: str, amount: str = "500.000") -> None:
    text = TEXT.format(amount=amount).replace("12-QĐ/TU", number)
    sent = send(intake, f"{number[:2]}.txt", text)
    worker.run_due()
    intake.publish(sent, LAN)


def test_texts_that_one_says_it_replaces_go_only_when_told(
    intake: Intake, worker: Worker, office: Office
) -> None:
    for number in ("12-QĐ/TU", "13-QĐ/TU", "14-QĐ/TU"):
        publish(intake, worker, number)
    sent = send(intake, "qd40.txt", SUCCESSOR)
    worker.run_due()
    upload = intake.upload(sent)
    assert upload.document is not None
    assert upload.document.signer == "Lê Thị Bình, Bí thư"
    assert "12-QĐ/TU" in " ".join(relations(intake, upload))
    offered = replaceable(intake, upload)
    assert [each.number for each in offered] == ["12-QĐ/TU", "13-QĐ/TU", "14-QĐ/TU"]

    for old in offered:
        upload = intake.replaces(sent, str(old.id))
    assert replaceable(intake, upload) == []
    upload = intake.keeps(sent, offered[2].id)
    assert [each.number for each in replaceable(intake, upload)] == ["14-QĐ/TU"]
    with pytest.raises(LibraryError):
        intake.replaces(sent, "40-QĐ/TU")

    intake.publish(sent, LAN)
    library = office.library
    for number in ("12-QĐ/TU", "13-QĐ/TU"):
        replaced = library.document(number)
        assert replaced.status is Status.RETIRED
        assert replaced.replaced_by is not None
        assert replaced.replaced_by.number == "40-QĐ/TU"
    assert library.document("14-QĐ/TU").status is Status.PUBLISHED


def test_what_a_text_does_to_others_is_corrected(intake: Intake, worker: Worker) -> None:
    sent = send(intake, "qd40.txt", SUCCESSOR)
    worker.run_due()
    wanted = (Relation(RelationKind.AMENDS, "7-QĐ/TU"),)
    upload = intake.correct(sent, "relations", wanted, LAN)
    assert upload.document is not None
    assert upload.document.relations == wanted
    upload = intake.correct(sent, "relations", None, LAN)
    assert upload.document is not None
    assert upload.document.relations == ()


def test_a_new_version_shows_whose_answers_it_changes(
    intake: Intake, worker: Worker, office: Office
) -> None:
    first = send(intake, "qd12.txt", TEXT.format(amount="500.000"))
    worker.run_due()
    assert intake.upload(first).review["answers"] == []
    intake.publish(first, LAN)
    office.engine.refresh()
    asked = "Mỗi chi bộ được hỗ trợ bao nhiêu tiền một tháng?"
    person = Person(office.dialogue(), Sender("telegram", "c", "u", "An"))
    reply = person.says(asked)
    person.taps(next(each.id for each in reply.choices if each.label == dialogue_texts.RIGHT))

    entry = FaqEntry("Chi bộ được hỗ trợ mấy đồng?", "500.000 đồng.", document_number="12-QĐ/TU")
    office.library.import_faq([entry])

    second = send(intake, "qd12-moi.txt", TEXT.format(amount="700.000"))
    worker.run_due()

    answers = intake.upload(second).review["answers"]
    assert answers[0]["question"] == asked
    assert "Chi bộ được hỗ trợ mấy đồng?" in [answer["question"] for answer in answers[1:]]
    assert "500.000" in answers[0]["before"]
    assert "700.000" in answers[0]["after"]


def test_a_draft_that_becomes_a_version_shows_whose_answers_it_changes(
    intake: Intake, worker: Worker
) -> None:
    publish(intake, worker, "12-QĐ/TU")
    sent = send(intake, "qd21.txt", TEXT.format(amount="700.000").replace("12-QĐ", "21-QĐ"))
    worker.run_due()
    assert intake.upload(sent).review["answers"] == []
    upload = intake.correct(sent, "number", "12-QĐ/TU", LAN)
    assert upload.earlier is not None
    assert worker.run_due() == 1
    answers = intake.upload(sent).review["answers"]
    assert "500.000" in answers[0]["before"]
    assert "700.000" in answers[0]["after"]


def test_a_draft_that_is_dropped_before_its_answers_are_compared_is_dropped(
    intake: Intake, worker: Worker
) -> None:
    publish(intake, worker, "12-QĐ/TU")
    sent = send(intake, "qd21.txt", TEXT.format(amount="700.000").replace("12-QĐ", "21-QĐ"))
    worker.run_due()
    intake.correct(sent, "number", "12-QĐ/TU", LAN)
    intake.discard(sent, LAN)
    assert worker.run_due() == 0
    assert intake.upload(sent).state is UploadState.DISCARDED
