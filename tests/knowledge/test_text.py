import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.common_syllables import BY_FREQUENCY
from knowledge.letters import has_marks
from knowledge.text import (
    _found_in,
    canonical_code,
    document_codes,
    is_syllable,
    normalise,
    search_form,
    split_glued,
    syllables,
    unmarked,
)
from tests.shared_data import SHARED, requires_shared

LETTERS = (
    "aáàảãạăắằẳẵặâấầẩẫậbcdđeéèẻẽẹêếềểễệghiíìỉĩịklmnoóòỏõọôốồổỗộơớờởỡợpqrstuúùủũụưứừửữựvxyýỳỷỹỵ"
)
typed = st.text(LETTERS + LETTERS.upper() + "0123456789 .,;:-/()%\n", max_size=80)
anything = st.text(max_size=60)
words = st.sampled_from(BY_FREQUENCY)


class TestNormalise:
    def test_what_cannot_be_seen_is_gone(self) -> None:
        assert normalise("\ufeffnghị\u00ad quyết\u200b\u00a0đại\u2009hội") == "nghị quyết đại hội"

    def test_one_kind_of_line_break_and_no_space_around_it(self) -> None:
        assert normalise("Điều 1 \r\n  Điều 2\u2028Điều 3 ") == "Điều 1\nĐiều 2\nĐiều 3"

    def test_dashes_quotes_and_tone_placement_stay_as_printed(self) -> None:
        assert normalise("“hoà – hòa”") == "“hoà – hòa”"

    def test_letters_of_old_fonts_are_the_vietnamese_ones(self) -> None:
        assert normalise("Ðảng") == "Đảng"
        assert normalise("Chƣơng I, lƿnh vực vǎn bản") == "Chương I, lĩnh vực văn bản"

    def test_a_mark_typed_in_the_wrong_order_still_joins_its_letter(self) -> None:
        assert normalise("e\u0301\u0302") == "ế"

    @given(anything)
    def test_twice_is_once(self, text: str) -> None:
        assert normalise(normalise(text)) == normalise(text)

    @given(typed)
    def test_composed_and_decomposed_texts_are_one(self, text: str) -> None:
        assert normalise(unicodedata.normalize("NFD", text)) == normalise(text)


class TestUnmarked:
    def test_marks_go_and_capitals_stay(self) -> None:
        assert unmarked("Đảng bộ Thủ Dầu Một, NĐ-CP") == "Dang bo Thu Dau Mot, ND-CP"

    @given(typed)
    def test_each_letter_stays_one_letter(self, text: str) -> None:
        assert len(unmarked(text)) == len(text)
        assert unmarked(text).isascii()
        assert has_marks(text) == (not text.isascii())

    @given(typed)
    def test_decomposed_text_has_the_same_bare_form(self, text: str) -> None:
        assert unmarked(unicodedata.normalize("NFD", text)) == unmarked(text)


class TestSearchForm:
    @pytest.mark.parametrize(
        ("one", "other"),
        [
            ("hoà bình", "hòa bình"),
            ("uỷ ban", "ủy ban"),
            ("quý", "qúy"),
            ("thuý", "thúy"),
            ("khoẻ", "khỏe"),
            ("loè", "lòe"),
            ("hoàn thành", "hòan thành"),
            ("giàu", "gìau"),
            ("giúp", "gíup"),
            ("của", "cuả"),
            ("được", "đựơc"),
            ("kỹ thuật", "kĩ thuật"),
            ("mỹ", "mĩ"),
            ("lý luận", "lí luận"),
            ("quy định", "qui định"),
            ("HOÀ", "hòa"),
        ],
    )
    def test_two_spellings_of_a_word_are_one(self, one: str, other: str) -> None:
        assert search_form(one) == search_form(other)

    @pytest.mark.parametrize(
        ("one", "other"),
        [("thúy", "thúi"), ("tay", "tai"), ("gìn", "giữ"), ("hủy", "húy"), ("may", "mai")],
    )
    def test_different_words_stay_different(self, one: str, other: str) -> None:
        assert search_form(one) != search_form(other)

    @pytest.mark.parametrize("word", ["thuở", "khuya", "ngoài", "nghĩa", "tuổi", "gì", "giếng"])
    def test_a_right_spelling_is_kept(self, word: str) -> None:
        assert search_form(word) == word

    @given(typed)
    def test_twice_is_once(self, text: str) -> None:
        assert search_form(search_form(text)) == search_form(text)

    @given(typed.filter(lambda text: "Ư" not in text.upper()))
    def test_marks_may_be_taken_off_before_or_after(self, text: str) -> None:
        assert unmarked(search_form(text)) == search_form(unmarked(text))

    @given(words, st.integers(0, 5))
    def test_the_tone_mark_may_stand_on_any_vowel(self, word: str, place: int) -> None:
        bare = unicodedata.normalize("NFD", word)
        tone = re.search("[\u0300\u0301\u0303\u0309\u0323]", bare)
        vowels = [m.end() for m in re.finditer("[aeiouy][\u0302\u0306\u031b]?", bare)]
        if tone is None:
            assert search_form(word) == word
            return
        toneless = bare.replace(tone[0], "", 1)
        vowels = [m.end() for m in re.finditer("[aeiouy][\u0302\u0306\u031b]?", toneless)]
        # the glide of qu and gi is part of the consonant and never bears the tone alone
        at = vowels[place % len(vowels)]
        moved = unicodedata.normalize("NFC", toneless[:at] + tone[0] + toneless[at:])
        assert search_form(moved) == search_form(word)


class TestDocumentCodes:
    @pytest.mark.parametrize(
        ("printed", "canonical"),
        [
            ("02-KH/TU", "02-KH/TU"),
            ("02- KH/TU", "02-KH/TU"),
            ("02 - KH/TU", "02-KH/TU"),
            ("02–KH/TU", "02-KH/TU"),
            ("05-CT/ TW", "05-CT/TW"),
            ("294-QĐ/TW", "294-QĐ/TW"),
            ("294-QĐ/TƯ", "294-QĐ/TW"),
            ("12-CTr/BCĐ", "12-CTr/BCĐ"),
            ("30/2020/NĐ-CP", "30/2020/NĐ-CP"),
            ("30/2020/ NĐ - CP", "30/2020/NĐ-CP"),
            ("39/2017/TT- BTTTT", "39/2017/TT-BTTTT"),
            ("73/2025/NQ-HĐND", "73/2025/NQ-HĐND"),
            ("59/2020/QH14", "59/2020/QH14"),
            ("33/2021/UBTVQH15", "33/2021/UBTVQH15"),
            ("04/2019/L-CTN", "04/2019/L-CTN"),
            ("5348/CT-CS", "5348/CT-CS"),
            ("324/QTR-KTr2", "324/QTR-KTr2"),
            ("71/NQ -CP", "71/NQ-CP"),
            ("1132/QĐ-TTg", "1132/QĐ-TTg"),
            ("30a/2008/NQ-CP", "30a/2008/NQ-CP"),
            ("35/HĐBT", "35/HĐBT"),
            ("01/2015/TTLT-BCA-BQP-TANDTC", "01/2015/TTLT-BCA-BQP-TANDTC"),
            ("30/2020/nđ-cp", "30/2020/NĐ-CP"),
            ("1132/qđ-ttg", "1132/QĐ-TTg"),
        ],
    )
    def test_every_spelling_has_one_form(self, printed: str, canonical: str) -> None:
        text = f"Kế hoạch số {printed}, ngày 05/01/2021"
        codes = document_codes(text)
        assert [code.text for code in codes] == [canonical]
        assert text[codes[0].start : codes[0].end] == printed
        assert canonical_code(text) == canonical

    def test_number_year_and_suffix_are_told_apart(self) -> None:
        state, party = document_codes("Nghị định 30/2020/NĐ-CP và Kế hoạch 02-KH/TU")
        assert (state.number, state.year, state.suffix) == ("30", "2020", "NĐ-CP")
        assert (party.number, party.year, party.suffix) == ("02", None, "KH/TU")

    @pytest.mark.parametrize(
        ("typed_code", "printed"),
        [("30/2020/nd-cp", "30/2020/NĐ-CP"), ("294-qd/tw", "294-QĐ/TW"), ("4-kh/tu", "04-KH/TU")],
    )
    def test_a_code_typed_without_marks_has_the_same_key(
        self, typed_code: str, printed: str
    ) -> None:
        assert document_codes(typed_code)[0].key == document_codes(printed)[0].key

    @pytest.mark.parametrize(
        "text",
        [
            "ngày 22/7/2025",
            "5-10/kg",
            "60 kg/người",
            "10 - 15/ngày",
            "nhiệm kỳ 2020-2025/khóa XII",
            "V/v hướng dẫn",
            "tỷ lệ 3/4",
            "K11, 120-K11",
            "km 25/Đường số 3",
        ],
    )
    def test_what_only_looks_like_a_code_is_none(self, text: str) -> None:
        assert document_codes(text) == []

    def test_a_dash_after_a_code_is_not_part_of_it(self) -> None:
        assert canonical_code("01/2021/NQ-HĐND - Về việc") == "01/2021/NQ-HĐND"

    def test_a_text_without_a_code_is_only_tidied(self) -> None:
        assert canonical_code("  không\u00a0có ") == "không có"

    @given(typed)
    def test_spans_are_ordered_and_apart(self, text: str) -> None:
        ends = [0]
        for code in document_codes(text):
            assert ends[-1] <= code.start < code.end
            ends.append(code.end)
            assert code.number in text[code.start : code.end]

    @given(
        st.integers(1, 9999),
        st.sampled_from(["KH/TU", "QĐ/TW", "NQ/TW", "CTr/TU"]),
        st.sampled_from(["-", " -", "- ", " - "]),
        st.sampled_from(["/", " /", "/ ", " / "]),
    )
    def test_spaces_inside_a_code_change_nothing(
        self, number: int, suffix: str, hyphen: str, slash: str
    ) -> None:
        spaced = f"{number}{hyphen}{suffix.replace('/', slash)}"
        assert canonical_code(spaced) == f"{number}-{suffix}"
        assert search_form(f"số {spaced}") == f"số {number}-{suffix}".lower()


PIECES = [
    *("ngày", "tháng", "năm", "5", "2020", "12,5", "8.292", "02", "NQ", "/", "-", "a1", "²", "%"),
    *(" phần trăm", "phần", "hoà", "kĩ", "XII", "vềnâng", ".", "_", "\n", "\u00a0", "  ", *" " * 9),
]


class TestSyllables:
    def test_words_numbers_and_codes(self) -> None:
        assert syllables("Kế hoạch số 02- KH/TU có 8.292 đảng viên") == [
            *"kế hoạch số 2-kh/tu 2 kh tu có 8292 đảng viên".split()
        ]

    @pytest.mark.parametrize(
        ("one", "other"),
        [
            ("8.292", "8292"),
            ("05 ngày", "5 ngày"),
            ("12,5 %", "12.5%"),
            ("25 phần trăm", "25%"),
            ("1.234.567,89", "1234567,89"),
            ("ngày 01/7/2025", "ngày 1-07-2025"),
            ("04-KH/TU", "4 - KH/TU"),
        ],
    )
    def test_equal_numbers_are_equal_tokens(self, one: str, other: str) -> None:
        assert syllables(one) == syllables(other)

    def test_a_date_is_found_however_it_is_written(self) -> None:
        assert "1/7/2025" in syllables("từ ngày 01 tháng 7 năm 2025")
        assert "1/7/2025" in syllables("từ 01/07/2025")

    def test_a_percentage_is_one_token(self) -> None:
        assert syllables("đạt 12,5%") == ["đạt", "12,5%"]

    def test_a_roman_number_brings_its_value(self) -> None:
        assert syllables("lần thứ XII") == ["lần", "thứ", "xii", "12"]

    def test_glued_words_are_found_apart(self) -> None:
        assert syllables("vềnâng cao") == ["về", "nâng", "cao"]

    @given(typed)
    def test_tokens_are_made_of_the_search_form(self, text: str) -> None:
        tokens = syllables(text)
        assert tokens == syllables(search_form(text))
        assert all(token and " " not in token and token == token.lower() for token in tokens)

    @given(st.lists(st.sampled_from(PIECES)).map("".join))
    def test_reading_word_by_word_is_reading_the_whole(self, text: str) -> None:
        assert syllables(text) == _found_in(search_form(text))


class TestSplitGlued:
    @pytest.mark.parametrize(
        ("glued", "apart"),
        [
            ("vềnâng cao", "về nâng cao"),
            ("TP.ThủDầu Một", "TP.Thủ Dầu Một"),
            ("Đô thịtăng trưởng", "Đô thị tăng trưởng"),
            ("vàphát triển", "và phát triển"),
            ("giữvững", "giữ vững"),
            ("côngtác", "công tác"),
            ("nângcao", "nâng cao"),
            ("vàpháttriển", "và phát triển"),
            ("VÀPHÁT", "VÀ PHÁT"),
        ],
    )
    def test_two_syllables_come_apart(self, glued: str, apart: str) -> None:
        assert split_glued(glued) == apart

    @pytest.mark.parametrize(
        "word",
        "nghiêng nguyễn khuỷu Lênin kilôgam đôla Êđê Đắk Krông Campuchia YouTube online video "
        "BGDĐT BLĐTBXH QĐND 02-KH/TU 30/2020/NĐ-CP quyền thuở Cần Giuộc xe buýt".split(),
    )
    def test_words_names_and_codes_stay(self, word: str) -> None:
        assert split_glued(word) == word

    @given(words, words)
    def test_nothing_but_spaces_is_added(self, first: str, second: str) -> None:
        glued = first + second
        assert split_glued(glued).replace(" ", "") == glued
        assert split_glued(f"{first} {second}") == f"{first} {second}"

    @requires_shared
    def test_real_texts_keep_their_words(self) -> None:
        changed = total = 0
        for path in sorted((SHARED / "data" / "resolutions").glob("*.txt")):
            for word in re.findall(r"[^\W\d_]+", path.read_text("utf-8")):
                total += 1
                changed += split_glued(word) != word
        assert total > 1_000_000
        assert changed < 40


class TestIsSyllable:
    @pytest.mark.parametrize(
        "word", "nghiêng Nguyễn khuỷu quốc giếng gì yêu ươm ích hoà hòa ĐẢNG kĩ thuở buýt".split()
    )
    def test_what_is_one(self, word: str) -> None:
        assert is_syllable(word)

    @pytest.mark.parametrize(
        "word", "tat vềnâng ngiêng kông cêm online Đắk w zô bgdđt thàmh".split()
    )
    def test_what_is_none(self, word: str) -> None:
        assert not is_syllable(word)
