"""Banks as offices type them: how questions, options and keys are found."""

from pathlib import Path

import docx
import pytest
from docx.shared import RGBColor

from knowledge.errors import ReadError
from knowledge.quiz_files import FoundItem, QuizReading, is_only_keys, is_quiz, read_quiz
from knowledge.quizbank import Level, QuizRefusal
from knowledge.readers import read
from tests.shared_data import SHARED, requires_shared

TWO = "Câu 1: Một?\nA. mot\nB. hai\nC. ba\nCâu 2: Hai?\nA. bon\nB. nam\n"


def of_text(folder: Path, text: str, name: str = "bank.txt") -> QuizReading:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return read_quiz(path, read)


def letters(reading: QuizReading) -> list[str | None]:
    return [item.content.letter if item.content else None for item in reading.found]


@pytest.mark.parametrize(
    "keys",
    [
        "\nĐÁP ÁN\n1. B 2. A",
        "\nBảng đáp án:\n1-B; 2-A",
        "\nĐÁP ÁN\n1B\n2A",
        "\nĐáp án trắc nghiệm\nCâu 1: B\nCâu 2: A",
    ],
)
def test_the_key_may_be_a_list_at_the_end(tmp_path: Path, keys: str) -> None:
    assert letters(of_text(tmp_path, TWO + keys)) == ["B", "A"]


@pytest.mark.parametrize(
    "line", ["Đáp án: B", "=> B", "Đáp án đúng là B.", "(Đáp án B)", "Chọn B", "ĐA: b"]
)
def test_the_key_may_stand_under_its_question(tmp_path: Path, line: str) -> None:
    if line == "=> B":
        line = "=> Đáp án: B"
    text = f"Câu 1. Ai?\nA) Một\nB) Hai\n{line}\nCâu 2. Gì?\nA) Ba\nB) Bốn\n{line}"
    assert letters(of_text(tmp_path, text)) == ["B", "B"]


def test_an_asterisk_marks_the_key_and_options_may_share_a_line(tmp_path: Path) -> None:
    reading = of_text(
        tmp_path,
        "Câu 1: Năm nào? A. 1929 *B. 1930 C. 1945\n"
        "Câu 2: Ở đâu?\nA. Hà Nội   B. Huế (đúng)\nC. Vinh   D. Đà Nẵng\n",
    )
    assert letters(reading) == ["B", "B"]
    first = reading.contents[0]
    assert (first.stem, first.options) == ("Năm nào?", ("1929", "1930", "1945"))
    assert reading.contents[1].options == ("Hà Nội", "Huế", "Vinh", "Đà Nẵng")


def test_numbers_alone_begin_questions_and_small_letters_options(tmp_path: Path) -> None:
    reading = of_text(
        tmp_path,
        "Phần I. Lịch sử\n1. Năm nào?\na) 1929\nb) 1930\nĐáp án: b\nGiải thích: Vì thế.\nDòng hai."
        "\nNguồn: Văn kiện\nMức độ: Vận dụng\nPhần II. Xây dựng Đảng\n2. Ai?\na) Ông\nb) Bà\n"
        "Đáp án: a",
    )
    first, second = reading.contents
    assert (first.letter, first.topic, first.explanation) == ("B", "Lịch sử", "Vì thế.\nDòng hai.")
    assert (first.source, first.level) == ("Văn kiện", Level.HARD)
    assert second.topic == "Xây dựng Đảng"


def test_what_cannot_be_asked_is_told_with_its_number(tmp_path: Path) -> None:
    reading = of_text(tmp_path, TWO + "Câu 3: Ba?\nA. x\nB. y\nĐáp án: A, B\nCâu 4: Trống?")
    assert [(f.place, f.reason) for f in reading.found] == [
        (1, QuizRefusal.NO_KEY),
        (2, QuizRefusal.NO_KEY),
        (3, QuizRefusal.SEVERAL_KEYS),
        (4, QuizRefusal.TOO_FEW_OPTIONS),
    ]


def word(path: Path, mark: str, *, all_letters_bold: bool = False) -> Path:
    """Five items whose option B is marked in one way."""
    document = docx.Document()
    for number in range(1, 6):
        document.add_paragraph().add_run(f"Câu {number}: Hỏi gì {number}?").bold = True
        for letter in "ABCD":
            line = document.add_paragraph()
            head = line.add_run(f"{letter}. ")
            body = line.add_run(f"phương án {letter.lower()}{number}")
            head.bold = all_letters_bold or None
            if letter == "B":
                match mark:
                    case "bold":
                        body.bold = True
                    case "underline":
                        head.underline = body.underline = True
                    case "colour":
                        body.font.color.rgb = RGBColor(0xFF, 0, 0)
                    case "star":
                        line.add_run(" *")
    document.save(str(path))
    return path


@pytest.mark.parametrize("mark", ["bold", "underline", "colour", "star"])
def test_word_may_set_the_key_apart(tmp_path: Path, mark: str) -> None:
    reading = read_quiz(word(tmp_path / "a.docx", mark, all_letters_bold=mark != "bold"), read)
    assert letters(reading) == ["B"] * 5


def test_bold_letters_of_all_options_say_nothing(tmp_path: Path) -> None:
    reading = read_quiz(word(tmp_path / "a.docx", "", all_letters_bold=True), read)
    assert {item.reason for item in reading.found} == {QuizRefusal.NO_KEY}


def test_keys_of_another_file_count_and_a_contradiction_is_told(tmp_path: Path) -> None:
    path = tmp_path / "keys.csv"
    path.write_text("Câu,Đáp án,,Câu,Đáp án\n1,B,,4,B\n2,B,,5,B\n3,A,,,\n", encoding="utf-8")
    keys = read_quiz(path, read).keys
    assert keys == ((1, "B"), (2, "B"), (3, "A"), (4, "B"), (5, "B"))
    reading = read_quiz(word(tmp_path / "a.docx", "bold"), read, keys=keys)
    assert letters(reading) == ["B", "B", "A", "B", "B"]
    assert [item.place for item in reading.found if item.doubtful] == [3]


KEYS = "ABCDABCDAB"


def key_file(path: Path) -> Path:
    """The same ten answers in the forms offices give them."""
    numbered = list(enumerate(KEYS, start=1))
    match path.suffix:
        case ".txt":
            lines = [" ".join(f"{n}.{letter}" for n, letter in numbered)]
            path.write_text("\n".join(["ĐÁP ÁN HỘI THI TÌM HIỂU NGHỊ QUYẾT", *lines]), "utf-8")
        case ".csv":
            rows = "\n".join(f"{n},{letter}" for n, letter in numbered)
            path.write_text(f"Câu,Đáp án\n{rows}\n", "utf-8")
        case _:
            document = docx.Document()
            document.add_paragraph("BẢNG ĐÁP ÁN")
            table = document.add_table(rows=2, cols=10)
            for n, letter in numbered:
                table.cell(0, n - 1).text, table.cell(1, n - 1).text = str(n), letter
            document.save(str(path))
    return path


@pytest.mark.parametrize("suffix", [".txt", ".csv", ".docx"])
def test_a_file_of_answers_alone_is_known(tmp_path: Path, suffix: str) -> None:
    path = key_file(tmp_path / f"dap-an{suffix}")
    assert is_only_keys(path, read(path))


@pytest.mark.parametrize(
    "text",
    [
        TWO + "\nĐÁP ÁN\n1. B 2. A",
        "NGHỊ QUYẾT\n1. Họp.\n2. Báo cáo.\n3. Thi đua.\n4. Kiểm tra.\n5. Tổng kết.",
        "KẾ HOẠCH\n" + "Chi bộ họp mỗi tháng một lần và báo cáo cấp ủy. " * 9 + "\n1A 2B 3C 4D 5A",
    ],
)
def test_a_bank_or_a_text_with_answers_in_it_is_no_file_of_answers(
    tmp_path: Path, text: str
) -> None:
    path = tmp_path / "a.txt"
    path.write_text(text, encoding="utf-8")
    assert not is_only_keys(path, read(path))


def one_row(folder: Path, names: str, row: str) -> FoundItem:
    (found,) = of_text(folder, f"{names}\n{row}\n", "bank.csv").found
    return found


@pytest.mark.parametrize(
    ("names", "row", "letter"),
    [
        ("STT,Câu hỏi,A,B,C,D,Đáp án", "1,Ai?,một,hai,ba,bốn,C", "C"),
        ("TT,Nội dung câu hỏi,Đáp án A,Đáp án B,Đáp án C,Đáp án đúng", "1,Ai?,một,hai,ba,b.", "B"),
        ("Câu,Phương án 1,Phương án 2,Đáp án", "Ai?,một,hai,2", "B"),
        ("question,option A,option B,correct answer", "Ai?,một,hai,hai", "B"),
        ("Câu hỏi,A,B,C,D,Đáp án", "Mấy?,3,4,2,1,2", "C"),  # the words of an option go first
    ],
)
def test_columns_have_many_names(tmp_path: Path, names: str, row: str, letter: str) -> None:
    found = one_row(tmp_path, names, row)
    assert found.content is not None
    assert found.content.letter == letter


def test_a_row_without_key_or_with_a_gap_is_refused(tmp_path: Path) -> None:
    names = "Câu hỏi,A,B,C,Đáp án"
    assert one_row(tmp_path, names, "Ai?,một,hai,,").reason is QuizRefusal.NO_KEY
    assert one_row(tmp_path, names, "Ai?,một,hai,,C").reason is QuizRefusal.KEY_OUTSIDE
    assert one_row(tmp_path, names, "Ai?,một,hai,ba,A và B").reason is QuizRefusal.SEVERAL_KEYS


def test_options_may_stand_in_the_cell_of_the_question(tmp_path: Path) -> None:
    reading = of_text(
        tmp_path, 'Câu hỏi,Đáp án\n"Ai?\nA. Một\nB. Hai",B\n"Gì?\nA. Ba\nB. Bốn",A\n', "bank.csv"
    )
    assert letters(reading) == ["B", "A"]
    assert reading.contents[0].options == ("Một", "Hai")


def test_gift_as_moodle_documents_it(tmp_path: Path) -> None:
    reading = of_text(
        tmp_path,
        """// a comment
$CATEGORY: $course$/Lịch sử

::Q1:: [html]<p>Ai?</p> {
=Grant
~no one #feedback
####vì thế
}

Grant is {~buried =entombed ~living} in Grant's tomb.

Đúng không\\: 1\\=1?{TRUE}

Nhiều {~%50%a ~%50%b ~c}

Ghép {=a -> b =c -> d}

Số {#3:2}
""",
        "bank.gift",
    )
    assert letters(reading) == ["A", "B", "A", None, None, None]
    first, second, third = reading.contents
    assert (first.stem, first.topic, first.explanation) == ("Ai?", "Lịch sử", "vì thế")
    assert second.stem == "Grant is _____ in Grant's tomb."
    assert (third.stem, third.options) == ("Đúng không: 1=1?", ("Đúng", "Sai"))
    assert [f.reason for f in reading.found[3:]] == [
        QuizRefusal.SEVERAL_KEYS,
        QuizRefusal.UNREADABLE,
        QuizRefusal.UNREADABLE,
    ]


def test_aiken_and_json_in_their_variants(tmp_path: Path) -> None:
    assert letters(of_text(tmp_path, "Ai?\nA. Một\nB) Hai\nANSWER: B\n")) == ["B"]
    lines = (
        '{"question": "Ai?", "options": {"A": "x", "D": "y"}, "answer": "D"}\n'
        '{"question": "Gì?", "options": ["x", "y"], "answer": 0}\n'
        '{"question": "Sai", "options": ["x", "y"], "answer": "E"}\n'
    )
    reading = of_text(tmp_path, lines, "bank.jsonl")
    assert letters(reading) == ["B", "A", None]
    assert letters(of_text(tmp_path, f'{{"items": [{lines.splitlines()[1]}]}}')) == ["A"]
    with pytest.raises(ReadError):
        of_text(tmp_path, "[" * 50_000, "bank.json")


def test_a_document_is_no_bank_and_a_bank_no_document(tmp_path: Path) -> None:
    def told(text: str, name: str) -> bool:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return is_quiz(path, read(path))

    assert told(TWO + "ĐÁP ÁN\n1. B 2. A", "a.txt")
    assert told("STT,Câu hỏi,A,B,Đáp án\n1,Ai?,x,y,A\n", "b.csv")
    assert not told("Câu hỏi,Trả lời\nAi?,Ông ấy.\nGì?,Cái này.\n", "c.csv")
    law = "Điều 1. Phạm vi\n1. Luật này quy định:\na) Một là việc này;\nb) Hai là việc kia.\n" * 5
    assert not told(law, "d.txt")
    answers = "Câu 1: Ai?\nTrả lời: Ông ấy.\nCâu 2: Gì?\nTrả lời: Cái này.\n"
    assert not told(answers, "e.txt")
    assert is_quiz(tmp_path / "f.docx", read(word(tmp_path / "f.docx", "bold")))


@requires_shared
def test_the_two_real_files_of_an_office(tmp_path: Path) -> None:
    questions, answers = sorted((SHARED / "data" / "quiz").glob("0*.docx"))
    keys = read_quiz(answers, read).keys
    assert len(keys) == 97
    reading = read_quiz(questions, read, keys=keys)
    assert len(reading.contents) == 97
    assert not any(item.doubtful for item in reading.found)
    assert sum(f.content is not None for f in read_quiz(questions, read).found) == 94
    assert is_quiz(questions, read(questions))
