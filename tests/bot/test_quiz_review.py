"""Banks in chat: sent in as a file, taken in, looked through item by item."""

from dataclasses import replace

import pytest

from bot.dialogue import Dialogue
from bot.messages import IncomingFile, Reply, Sender
from bot.roles import Role
from bot.texts import quiz_review as texts
from bot.texts import uploads
from knowledge.quizbank import Level, QuizContent, QuizState

from .conftest import Office, Person
from .uploading import worker_for

YEAR = QuizContent("Đảng thành lập năm nào?", ("1929", "1930", "1945"), 0, topic="Lịch sử")
PLACE = QuizContent("Đảng thành lập ở đâu?", ("Hương Cảng", "Hà Nội"), 0, topic="Lịch sử")
OTHER = QuizContent("Ai?", ("Một", "Hai"), 1, topic="Khác")

BANK = """Câu 1: Đảng thành lập năm nào?
A. 1929
B. 1930
Đáp án: B
Câu 2: Đảng thành lập ở đâu?
A. Hà Nội
B. Hương Cảng
Câu 3: Đảng ta thành lập năm nào
A. 1930
B. 1931
Đáp án: A
Câu 4: Đại hội VI họp năm nào?
A. 1986
B. 1991
Đáp án: A
"""


@pytest.fixture
def editor(office: Office) -> Person:
    dialogue = office.dialogue()
    code = dialogue.people.invite(Role.EDITOR, by="cli", name="Biên tập")
    sender = Sender("telegram", "9", "9")
    assert dialogue.people.join(code, sender)
    return Person(dialogue, sender)


def choice(reply: Reply, label: str) -> str:
    return next(each.id for each in reply.choices if each.label == label)


def state_of(office: Office, item_id: int) -> QuizState:
    return office.library.quiz.item(item_id).state


def test_only_editors_look_through_the_bank(office: Office, person: Person) -> None:
    office.library.quiz.add([YEAR])
    assert "biên tập" in person.says("/duyetcauhoi").plain.lower()
    assert person.taps("review:approve:1:1:").plain == texts.NOT_ALLOWED
    assert state_of(office, 1) is QuizState.DRAFT


def test_one_draft_after_the_other(office: Office, editor: Person) -> None:
    assert editor.says("/duyetcauhoi").plain == texts.NOTHING_WAITS
    office.library.quiz.add([YEAR, PLACE, OTHER])
    card = editor.says("duyệt câu hỏi")
    assert "Câu số 1, chờ duyệt" in card.plain
    assert "A. 1929 (đáp án)" in card.plain
    assert "Còn 3 câu chờ duyệt" in card.plain
    second = editor.says("duyet cau nay")  # the button's label, typed
    assert texts.APPROVED.format(id=1) in second.plain
    assert PLACE.stem in second.plain
    third = editor.taps(choice(second, texts.REJECT))
    assert OTHER.stem in third.plain
    assert texts.NO_MORE in editor.taps(choice(third, texts.APPROVE)).plain
    states = [item.state for item in office.library.quiz.items()]
    assert states == [QuizState.APPROVED, QuizState.REJECTED, QuizState.APPROVED]


def test_a_topic_alone_and_an_item_by_its_number(office: Office, editor: Person) -> None:
    office.library.quiz.add([YEAR, OTHER])
    card = editor.says("/duyetcauhoi khac")
    assert OTHER.stem in card.plain
    assert texts.NO_MORE in editor.taps(choice(card, texts.APPROVE)).plain
    assert "thể thao" in editor.says("/duyetcauhoi thể thao").plain
    approved = editor.says("/duyetcauhoi 2")
    assert [each.label for each in approved.choices] == [texts.EDIT, texts.REJECT, texts.NEXT]
    assert "số 77" in editor.says("/duyetcauhoi 77").plain


def test_a_wrong_key_is_corrected_in_chat(office: Office, editor: Person) -> None:
    office.library.quiz.add([YEAR])
    menu = editor.taps(choice(editor.says("/duyetcauhoi"), texts.EDIT))
    keys = editor.taps(choice(menu, texts.KEY))
    card = editor.taps(choice(keys, "B. 1930"))
    assert "B. 1930 (đáp án)" in card.plain
    assert [each.letter for each in office.library.quiz.history(1)] == ["A", "B"]
    editor.taps(choice(card, texts.APPROVE))
    assert state_of(office, 1) is QuizState.APPROVED


def edit(editor: Person, label: str, typed: str) -> Reply:
    menu = editor.taps(choice(editor.says("/duyetcauhoi 1"), texts.EDIT))
    editor.taps(choice(menu, label))
    return editor.says(typed)


def test_every_part_can_be_typed_anew(office: Office, editor: Person) -> None:
    office.library.quiz.add([replace(YEAR, key=1)])
    edit(editor, texts.FIELDS["stem"], "Đảng ra đời năm nào?")
    edit(editor, texts.FIELDS["explanation"], "Vì thế.")
    edit(editor, texts.FIELDS["topic"], "-")
    edit(editor, "Phương án A", "-")
    edit(editor, texts.ADD_OPTION, "1931")
    assert texts.WRONG_LEVEL in edit(editor, texts.FIELDS["level"], "rất khó").plain
    assert "Mức độ: khó" in editor.says("vận dụng").plain
    item = office.library.quiz.item(1)
    assert item.content() == QuizContent(
        "Đảng ra đời năm nào?", ("1930", "1945", "1931"), 0, "Vì thế.", level=Level.HARD
    )
    assert "đáp án" in edit(editor, "Phương án A", "-").plain  # the right one cannot just go
    assert office.library.quiz.item(1).options == item.options


def test_what_another_changed_meanwhile_is_seen_first(office: Office, editor: Person) -> None:
    office.library.quiz.add([YEAR])
    card = editor.says("/duyetcauhoi")
    office.library.quiz.edit(1, replace(YEAR, key=1))
    again = editor.taps(choice(card, texts.APPROVE))
    assert texts.CHANGED_MEANWHILE.format(id=1) in again.plain
    assert state_of(office, 1) is QuizState.DRAFT


@pytest.mark.parametrize(
    "forged", ["review:x", "review:approve:99:1:", "review:field:1:1::nothing", "review:key:1:9::1"]
)
def test_a_forged_choice_changes_nothing(office: Office, editor: Person, forged: str) -> None:
    office.library.quiz.add([YEAR])
    editor.taps(forged)
    assert office.library.quiz.item(1).content() == YEAR
    assert state_of(office, 1) is QuizState.DRAFT


def send_in(office: Office, dialogue: Dialogue, sender: Sender, name: str, content: bytes) -> str:
    """A file as the editor sends it, read by the worker; the id of its upload."""
    intake = dialogue.intake
    account = dialogue.people.of(sender)
    assert account is not None
    with intake.streaming(account.id, name, channel="telegram", chat="9", batch="b") as receiver:
        receiver.write(content)
        upload = receiver.done()
    worker_for(office, intake).run_due()
    return upload


def test_a_bank_is_sent_in_taken_in_and_approved(office: Office, editor: Person) -> None:
    upload = send_in(office, editor.dialogue, editor.sender, "de.txt", BANK.encode())
    card = editor.taps(f"upload:show:{upload}")
    assert uploads.REVIEW_BANK.format(name="de.txt") in card.plain
    assert "Thêm 3, sửa 0, giữ nguyên 0, không nhận 1" in card.plain
    lines = editor.taps(choice(card, uploads.LINES)).plain
    assert "Câu 2: không nhận vì chưa có đáp án" in lines
    assert "(gần giống câu 3 trong tệp)" in lines
    assert office.library.quiz.items() == []
    taken = editor.taps(choice(card, uploads.TAKE_IN))
    assert office.library.quiz.count(state=QuizState.DRAFT) == 3
    told = editor.taps(choice(taken, uploads.APPROVE_CLEAR.format(count=1)))
    assert uploads.APPROVED_CLEAR.format(count=1) in told.plain
    (approved,) = office.library.quiz.items(state=QuizState.APPROVED)
    assert approved.stem == "Đại hội VI họp năm nào?"
    assert "Đảng" in editor.taps("review:next:0:").plain


def test_other_formats_are_told_apart_from_documents(office: Office, editor: Person) -> None:
    gift = b"Ai? {=Ong ~Ba}\n\nGi? {=Cai nay ~Cai kia}\n"
    upload = send_in(office, editor.dialogue, editor.sender, "de.gift", gift)
    assert "Thêm 2" in editor.taps(f"upload:show:{upload}").plain
    table = "Câu hỏi,A,B,Đáp án\nAi?,Ông,Bà,A\n".encode()
    upload = send_in(office, editor.dialogue, editor.sender, "de.csv", table)
    assert "Thêm 1" in editor.taps(f"upload:show:{upload}").plain


def test_incoming_files_need_no_more_than_before(office: Office, editor: Person) -> None:
    incoming = replace(editor.incoming(), files=(IncomingFile("de.txt", 10, "ref"),))
    (reply,) = editor.dialogue.replies_to(incoming)
    assert "de.txt" in reply.plain
