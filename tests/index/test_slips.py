"""What Telex and VNI left undecoded is read as it was meant."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.marks import Restorer
from index.slips import telex_readings, vni_readings, without_slips
from knowledge.letters import one_spelling

RESTORER = Restorer.load()

SENTENCE = """
nghị quyết đại hội đảng bộ phường đề ra những nhiệm vụ trọng tâm gì để thực hiện thắng lợi mục tiêu
người đứng đầu ủy ban nhân dân chịu trách nhiệm trước cấp ủy về khuyến khích doanh nghiệp hợp tác
thuở trước hươu nai uống nước giữa rừng khuya giếng quý quốc hội quyển sổ gìn giữ xuân thủy hòa
""".split()

TELEX = dict(zip("\u0301\u0300\u0309\u0303\u0323", "sfrxj", strict=True))
VNI = dict(zip("\u0301\u0300\u0309\u0303\u0323", "12345", strict=True))


def telex(syllable: str) -> str:
    """The keys a Telex typist presses, the tone last."""
    keys, tone = [], ""
    for letter in syllable.replace("đ", "dd"):
        base, *marks = list(unicodedata.normalize("NFD", letter))
        keys.append(base)
        for mark in marks:
            if mark in TELEX:
                tone = TELEX[mark]
            else:
                keys.append(base if mark == "\u0302" else "w")
    return "".join(keys) + tone


def vni(syllable: str) -> str:
    keys, tone = [], ""
    for letter in syllable.replace("đ", "d9"):
        base, *marks = list(unicodedata.normalize("NFD", letter))
        keys.append(base)
        for mark in marks:
            if mark in VNI:
                tone = VNI[mark]
            else:
                keys.append({"\u0302": "6", "\u031b": "7", "\u0306": "8"}[mark])
    return "".join(keys) + tone


@pytest.mark.parametrize("syllable", [w for w in SENTENCE if telex(w) != w])
def test_every_telex_syllable_is_decoded(syllable: str) -> None:
    assert one_spelling(syllable) in map(one_spelling, telex_readings(telex(syllable)))


@pytest.mark.parametrize("syllable", [w for w in SENTENCE if vni(w) != w])
def test_every_vni_syllable_is_decoded(syllable: str) -> None:
    assert one_spelling(syllable) in map(one_spelling, vni_readings(vni(syllable)))


@given(st.lists(st.sampled_from(SENTENCE), min_size=3, max_size=12))
def test_a_sentence_typed_in_telex_comes_back(words: list[str]) -> None:
    typed = " ".join(map(telex, words))
    assert one_spelling(without_slips(typed, RESTORER.knows)) == one_spelling(" ".join(words))


@given(st.text(alphabet="aâăbcdđeêghiklmnoôơpqrstuưvxyáàảãạ sfrxjw12356789", max_size=40))
def test_decoding_twice_is_decoding_once(text: str) -> None:
    once = without_slips(text, RESTORER.knows)
    assert without_slips(once, RESTORER.knows) == once


@given(st.lists(st.sampled_from(SENTENCE), max_size=12))
def test_words_typed_well_stay(words: list[str]) -> None:
    text = " ".join(words)
    assert without_slips(text, RESTORER.knows) == text


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("thuwjc hieenj nghij quyeets", "thực hiện nghị quyết"),
        ("ddangr vieen", "đảng viên"),
        ("Ddangr boo phuwowngf", "Đảng bô phường"),
        ("QUYEETS DDINHJ", "QUYẾT ĐỊNH"),
        ("vieetj nam", "việt nam"),
        ("vietej nam", "việt nam"),
        ("dangd vieen", "đang viên"),
        ("nghi5 quye61t d9a5i ho65i", "nghị quyết đại hội"),
        ("không biếttt", "không biết"),
        ("ddawng kys owr ddaau", "đăng ký ở đâu"),
    ],
)
def test_slips_of_the_keyboard(typed: str, meant: str) -> None:
    assert without_slips(typed, RESTORER.knows) == meant


@pytest.mark.parametrize(
    "text",
    [
        "khoan3 dieu 5 thang8 nam 2025",
        "gửi qua email hay zalo",
        "how to test",
        "đại hội XIII của Đảng",
        "covid19 và H5N1",
        "02-KH/TU",
        "wz " + "a" * 5000,
    ],
)
def test_what_is_no_slip_stays(text: str) -> None:
    assert without_slips(text, RESTORER.knows) == text
