"""How an answer reads: the words, and below them where they stand."""

from bot.features.ask import answer_blocks
from bot.messages import Reply
from bot.render import to_plain
from index.answer import Answer, Citation


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
