import html.parser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.messages import BlockStyle, Choice, Reply, Span, TextBlock, bold, item, paragraph, quote
from bot.render import labelled, split, split_text, to_html, to_plain, utf16_length

LETTERS = st.text(alphabet="aăếộ ư.,!?\n😀<>&\"'", max_size=300)
SPANS = st.builds(Span, LETTERS, bold=st.booleans(), italic=st.booleans())
BLOCKS = st.builds(
    TextBlock, st.lists(SPANS, min_size=1, max_size=4).map(tuple), st.sampled_from(BlockStyle)
)
REPLIES = st.builds(Reply, st.lists(BLOCKS, min_size=1, max_size=5).map(tuple))


def test_choices_are_numbered_lines_where_there_are_no_buttons() -> None:
    reply = Reply((paragraph("Chọn:"),), (Choice("a", "Một"), Choice("b", "Hai")))
    assert to_plain(reply) == "Chọn:\n\n1. Một\n2. Hai"
    assert to_plain(reply, numbered=False) == "Chọn:"


def test_a_quote_and_a_list_show_in_plain_text() -> None:
    assert to_plain(Reply((quote("Lời"), item("một")))) == "“Lời”\n• một"


def test_html_escapes_everything_but_its_own_tags() -> None:
    reply = Reply((paragraph("a < b & c ", bold("<script>")), quote("x")))
    assert to_html(reply) == ("a &lt; b &amp; c <b>&lt;script&gt;</b>\n<blockquote>x</blockquote>")


@pytest.mark.parametrize(
    ("link", "linked"),
    [
        ('https://example.vn/a?b=1&c="2"', True),
        ("javascript:alert(1)", False),
        ("//example.vn", False),
        ("http://", False),
        ("http://[x", False),
    ],
)
def test_only_web_addresses_become_links(link: str, linked: bool) -> None:
    shown = to_html(Reply((paragraph(Span("xem", link=link)),)))
    assert ("<a " in shown) is linked
    assert '"2"' not in shown


def test_an_emoji_counts_two() -> None:
    assert utf16_length("ế😀") == 3


def test_long_text_is_cut_at_sentence_ends() -> None:
    text = "Câu một dài vừa. Câu hai dài vừa. Câu ba."
    assert split_text(text, 34) == ["Câu một dài vừa. Câu hai dài vừa.", "Câu ba."]


def test_the_choices_stay_with_the_last_piece() -> None:
    reply = Reply((paragraph("a " * 50), paragraph("b " * 50)), (Choice("x", "Chọn"),))
    pieces = split(reply, 100, numbered=True)
    assert [bool(piece.choices) for piece in pieces] == [False] * (len(pieces) - 1) + [True]


def test_choices_too_long_for_the_last_piece_get_one_of_their_own() -> None:
    choices = tuple(Choice(str(n), "câu hỏi " * 10) for n in range(8))
    pieces = split(Reply((paragraph("chữ " * 30),), choices), 200, numbered=True)
    assert [len(piece.choices) for piece in pieces][-1] == 8
    assert all(utf16_length(to_plain(piece)) <= 200 for piece in pieces)


@given(REPLIES, st.integers(20, 200))
def test_pieces_fit_and_lose_nothing(reply: Reply, limit: int) -> None:
    pieces = split(reply, limit)
    assert all(utf16_length(to_plain(piece)) <= limit for piece in pieces)
    assert "".join("".join(p.plain.split()) for p in pieces) == "".join(reply.plain.split())


@given(LETTERS, st.integers(2, 100))
def test_pieces_of_plain_text_fit_and_lose_nothing(text: str, limit: int) -> None:
    pieces = split_text(text, limit)
    assert all(0 < utf16_length(piece) <= limit for piece in pieces)
    assert "".join("".join(pieces).split()) == "".join(text.split())


@given(REPLIES)
def test_html_read_back_is_the_plain_text(reply: Reply) -> None:
    class Reader(html.parser.HTMLParser):
        def __init__(self) -> None:
            super().__init__()
            self.text = ""
            self.tags: set[str] = set()

        def handle_data(self, data: str) -> None:
            self.text += data

        def handle_starttag(self, tag: str, attrs: object) -> None:
            self.tags.add(tag)

    reader = Reader()
    reader.feed(to_html(reply))
    reader.close()
    shown = "\n".join(block.plain for block in labelled(reply.blocks))
    assert reader.text.replace("• ", "").split() == shown.split()
    assert reader.tags <= {"b", "i", "a", "blockquote"}
