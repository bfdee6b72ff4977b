"""How an answer reads: the words, and below them where they stand."""

from dataclasses import replace

from bot.features.ask import answer_blocks
from bot.messages import Reply
from bot.render import to_plain
from index.answer import Answer, Citation
from index.evaluate import document_info


def quoted(heading: str, quote: str) -> Citation:
    return Citation("Nội quy thư viện", "9/TB-TV", (heading,), None, quote, 0.8, 1)


def read(*citations: Citation) -> list[str]:
    text = "\n".join(citation.quote for citation in citations)
    reply = Reply(tuple(answer_blocks(Answer("passage", text, 0.8, citations))))
    return [line.strip("> ") for line in to_plain(reply).splitlines() if line.strip("> ")]


def places(lines: list[str]) -> list[int]:
    return [at for at, line in enumerate(lines) if "Nội quy thư viện" in line]


def test_each_of_two_quotes_has_its_source_below_it() -> None:
    lines = read(quoted("Điều 5", "Trong 02 ngày."), quoted("Điều 6", "Trong 01 ngày."))

    assert len(lines) == 4
    assert places(lines) == [1, 3]
    assert "Điều 5" in lines[1]
    assert "01 ngày" in lines[2]


def test_two_quotes_of_one_place_have_their_source_below_both() -> None:
    lines = read(quoted("Điều 5", "Trong 02 ngày."), quoted("Điều 5", "Nộp tại quầy."))

    assert len(lines) == 3
    assert places(lines) == [2]


def test_by_what_a_text_was_amended_stands_below_its_own_source() -> None:
    amending = document_info(2, "Quyết định sửa đổi nội quy", code="12/QĐ-TV")
    amended = replace(quoted("Điều 5", "Trong 02 ngày."), amended_by=(amending,))
    other = replace(quoted("Điều 2", "Trong 01 ngày."), document="Quy chế", number="3/QC")
    lines = read(amended, other)

    assert [at for at, line in enumerate(lines) if "12/QĐ-TV" in line] == [2]
    assert "Quy chế" in lines[4]


def test_what_amended_one_text_that_is_quoted_twice_is_said_once() -> None:
    amending = document_info(2, "Quyết định sửa đổi nội quy", code="12/QĐ-TV")
    cited = (quoted("Điều 5", "Trong 02 ngày."), quoted("Điều 6", "Trong 01 ngày."))
    lines = read(*(replace(one, amended_by=(amending,)) for one in cited))

    assert [at for at, line in enumerate(lines) if "12/QĐ-TV" in line] == [4]


def test_an_approved_answer_shows_which_question_it_was_written_for() -> None:
    entry = Citation("Điều lệ", "1/ĐL", (), None, "Từ 18 tuổi.", 0.8, asked="Mấy tuổi được vào?")
    unsourced = replace(entry, document="", number=None)

    assert read(entry)[-1].endswith("Điều lệ (số 1/ĐL), câu hỏi đáp “Mấy tuổi được vào?”")
    assert read(unsourced)[-1].endswith("Nguồn: câu hỏi đáp “Mấy tuổi được vào?”")
