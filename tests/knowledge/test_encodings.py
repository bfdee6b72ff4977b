"""Texts from before Unicode, read as their fonts showed them."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.encodings import (
    Encoding,
    decode,
    decode_runs,
    detect,
    encoding_of_font,
    shows_capitals,
)
from knowledge.syllable import is_syllable

NATION = "Cộng hòa xã hội chủ nghĩa Việt Nam"
STORED = {
    Encoding.TCVN3: "Céng hßa x· héi chñ nghÜa ViÖt Nam",
    Encoding.VNI: "Coäng hoøa xaõ hoäi chuû nghóa Vieät Nam",
    Encoding.VISCII: "Cµng hòa xã hµi chü nghîa Vi®t Nam",
    Encoding.VPS: "C¶ng hòa xã h¶i chû nghïa ViŒt Nam",
    Encoding.BKHCM2: "Cöång hoâa xaä höåi chuã nghôa Viïåt Nam",
}
SYLLABLES = (
    "đảng bộ nghị quyết đại hội nhiệm kỳ phường ủy cấp thẩm quyền kiểm tra giám sát tổ chức cơ sở "
    "những chỉ tiêu đổi mới phát triển bền vững hướng dẫn thực hiện quản lý nhà nước"
).split()
WESTERN = (
    "développement économique région où élèves été français naïve château Müller Straße für "
    "Größe können mañana niño está corazón não coração ação façade résumé café Zürich señor "
    "Ångström smörgåsbord œuvre île forêt garçon hôtel dîner thé né déjà vu sí qué año"
).split()


def stored(text: str, encoding: Encoding) -> str:
    """How a text was stored, found by trying every letter and pair."""
    shown: dict[str, str] = {}
    western = [chr(code) for code in range(0xA0, 0x100)] + list("ŒœŠšŽžŸƒ€‚„…†‡ˆ‰‹‘’“”•–—˜™›")
    controls = [chr(code) for code in (2, 5, 6, 20, 25, 30, *range(0x80, 0xA0))]
    vowels = "aeiouyAEIOUY"
    for first in [*vowels, *western]:
        for mark in western:
            whole = decode(first + mark, encoding)
            if len(whole) == 1:
                shown.setdefault(whole, first + mark)
    for sign in [*western, *controls]:
        shown.setdefault(decode(sign, encoding), sign)
    return "".join(shown.get(letter, letter) for letter in text)


@pytest.mark.parametrize("encoding", Encoding)
def test_each_encoding_shows_what_its_font_showed(encoding: Encoding) -> None:
    assert decode(STORED[encoding], encoding) == NATION


@pytest.mark.parametrize("encoding", Encoding)
def test_the_encoding_is_found_in_the_letters(encoding: Encoding) -> None:
    assert detect(STORED[encoding]) is encoding


@pytest.mark.parametrize("encoding", Encoding)
def test_every_small_letter_can_be_stored(encoding: Encoding) -> None:
    vowels = "aăâeêioôơuưy"
    tones = ["", "\u0301", "\u0300", "\u0309", "\u0303", "\u0323"]
    letters = [unicodedata.normalize("NFC", v + t) for v in vowels for t in tones] + ["đ"]
    text = "".join(letters)
    assert decode(stored(text, encoding), encoding) == text


@given(st.lists(st.sampled_from(SYLLABLES), min_size=8, max_size=40), st.sampled_from(Encoding))
def test_vietnamese_is_found_and_read_in_every_encoding(
    words: list[str], encoding: Encoding
) -> None:
    text = " ".join(words)
    old = stored(text, encoding)
    if len({word for word in old.split() if not is_syllable(word)}) >= 3:
        assert decode_runs([(old, None)]) == [text]


@given(st.lists(st.sampled_from(SYLLABLES), max_size=40))
def test_unicode_vietnamese_is_never_decoded(words: list[str]) -> None:
    text = " ".join(words)
    assert detect(text) is None
    assert decode_runs([(text, ".VnTime"), (text.upper(), "VNI-Times")]) == [text, text.upper()]


@given(st.lists(st.sampled_from(WESTERN), max_size=60))
def test_no_western_language_is_decoded(words: list[str]) -> None:
    assert detect(" ".join(words)) is None


@given(st.text())
def test_any_text_goes_through(text: str) -> None:
    assert detect(text) is None or not text.isascii()
    for encoding in Encoding:
        shown = decode(text, encoding)
        assert unicodedata.is_normalized("NFC", shown)


@pytest.mark.parametrize(
    ("font", "encoding"),
    [
        (".VnTime", Encoding.TCVN3),
        (".VnArial NarrowH", Encoding.TCVN3),
        ("ABCDEF+.VnTimeH,Bold", Encoding.TCVN3),
        ("VnTimeBold", Encoding.TCVN3),
        ("VNI-Times", Encoding.VNI),
        ("VNI-Helve-Condense", Encoding.VNI),
        ("VPS Times", Encoding.VPS),
        ("Times New Roman", None),
        ("Vivaldi", None),
    ],
)
def test_a_font_says_its_encoding(font: str, encoding: Encoding | None) -> None:
    assert encoding_of_font(font) is encoding


@pytest.mark.parametrize(
    "font", [".VnTimeH", ".VnArialH Bold", "XYZABC+.VnTimeH,Bold", "VnTimeHBold"]
)
def test_fonts_of_capitals_show_capitals(font: str) -> None:
    assert shows_capitals(font)
    assert decode_runs([("®¶ng bé thµnh phè", font)]) == ["ĐẢNG BỘ THÀNH PHỐ"]


def test_mixed_files_are_read_run_by_run() -> None:
    runs = [
        ("quyÕt ®Þnh", ".VnTimeH"),
        (" veà vieäc ", "VNI-Times"),
        ("phê duyệt", "Times New Roman"),
        (" kế hoạch", ".VnTime"),
    ]
    assert "".join(decode_runs(runs)) == "QUYẾT ĐỊNH về việc phê duyệt kế hoạch"


def test_a_font_without_a_name_follows_the_file() -> None:
    runs = [("Uû ban nh©n d©n thµnh phè", ".VnTime"), (" quyÕt", "Arial"), (" café", "Arial")]
    assert decode_runs(runs)[1:] == [" quyết", " café"]


def test_texts_of_two_encodings_pasted_into_one_font_are_told_apart_by_words() -> None:
    old = "Coäng hoøa xaõ hoäi chuû nghóa nhöõng heä thoáng thoâng tin phöôøng "
    new = "chøc c¬ së ®¶ng bé nhiÖm kú cÊp thÈm quyÒn kiÓm tra "
    shown = decode_runs([(old + new, "Mixed")])[0]
    assert shown.startswith("Cộng hòa xã hội chủ nghĩa những hệ thống")
    assert "chức cơ sở đảng bộ nhiệm kỳ cấp thẩm quyền" in shown


def test_a_mark_in_the_next_run_still_belongs_to_its_letter() -> None:
    runs = [("Coäng hoøa xaõ ho", "VNI-Times"), ("äi", "VNI-Times"), (" chuû nghóa", "VNI-Times")]
    assert "".join(decode_runs(runs)) == "Cộng hòa xã hội chủ nghĩa"


def test_capitals_typed_in_a_font_that_has_none_marked_become_whole() -> None:
    assert decode_runs([("PHÇN THø NHÊT: C¸C Dù ¸N", ".VnTime")]) == ["PHẦN THỨ NHẤT: CÁC DỰ ÁN"]
    assert decode_runs([("Sè: 12/Q§-UBND", ".VnTime")]) == ["Số: 12/QĐ-UBND"]


def test_letters_that_word_marked_in_another_code_page_are_put_right() -> None:
    # the bytes of ó and ế read as windows-1258
    shown = decode_runs([("céng hßa x· héi că thƠ", ".VnTime")])
    assert shown == ["cộng hòa xã hội có thế"]
    assert decode("\uf0aeÊt n\uf0adíc", Encoding.TCVN3) == "đất nước"
