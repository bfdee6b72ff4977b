"""What is asked of a document itself is quoted from its head, its scope or its foot."""

from dataclasses import replace
from datetime import date

import pytest

from index.about import Facet, facet, told
from index.evaluate import document_info, stored_passage
from index.wanted import wanted
from knowledge.passages import Passage
from knowledge.records import StoredPassage
from knowledge.relations import Relation, RelationKind

DOCUMENT = replace(
    document_info(2, "Nghị quyết về đô thị văn minh", code="12/2025/NQ-HĐND"),
    kind="Nghị quyết",
    issuer="Hội đồng nhân dân thành phố Hoà Bình",
    issued_on=date(2025, 3, 5),
    signer="Trần Thị Mai, Chủ tịch",
    relations=(Relation(RelationKind.REPLACES, "07/2019/NQ-HĐND"),),
)
TEXTS = (
    "HỘI ĐỒNG NHÂN DÂN THÀNH PHỐ HOÀ BÌNH\nCỘNG HOÀ XÃ HỘI CHỦ NGHĨA VIỆT NAM\n"
    "Số: 12/2025/NQ-HĐND\nHoà Bình, ngày 05 tháng 3 năm 2025\nNGHỊ QUYẾT\nVề đô thị văn minh\n"
    "Căn cứ Nghị định số 01/2020/NĐ-CP ngày 05 tháng 3 năm 2020;\n"
    "Theo đề nghị của Giám đốc Sở Văn hoá tại Tờ trình số 15/TTr-SVH ngày 02 tháng 3 năm 2025.",
    "Điều 1. Phạm vi điều chỉnh\nNghị quyết này quy định tiêu chí đô thị văn minh, "
    "gồm 09 tiêu chí.",
    "Điều 2. Đối tượng áp dụng\nCác phường, tổ dân phố và hộ gia đình.",
    "Điều 9. Nghị quyết này có hiệu lực từ ngày 01 tháng 4 năm 2025 đến hết ngày "
    "31 tháng 12 năm 2027 và thay thế Nghị quyết số 07/2019/NQ-HĐND.",
    "Nơi nhận:\n- Như Điều 9;\n- Lưu: VT.\nTM. HỘI ĐỒNG NHÂN DÂN\nCHỦ TỊCH\nTrần Thị Mai",
)
PASSAGES: list[StoredPassage] = [
    stored_passage(i, DOCUMENT, Passage(text, (), None, "text", ""), i)
    for i, text in enumerate(TEXTS)
]


@pytest.mark.parametrize(
    ("question", "asked", "said"),
    [
        ("Nghị quyết 12 quy định gì?", Facet.CONTENT, "tiêu chí đô thị văn minh"),
        ("tom tat nq 12/2025", Facet.CONTENT, "tiêu chí đô thị văn minh"),
        ("Ai ký Nghị quyết 12/2025/NQ-HĐND?", Facet.SIGNER, "CHỦ TỊCH\nTrần Thị Mai"),
        ("nghi quyet 12 do ai ky", Facet.SIGNER, "Trần Thị Mai"),
        ("Nghị quyết 12 ban hành ngày nào?", Facet.DAY, "ngày 05 tháng 3 năm 2025"),
        ("Cơ quan nào ban hành Nghị quyết 12?", Facet.ISSUER, "HỘI ĐỒNG NHÂN DÂN THÀNH PHỐ"),
        ("Nghị quyết 12/2025 của cơ quan nào?", Facet.ISSUER, "HỘI ĐỒNG NHÂN DÂN THÀNH PHỐ"),
        ("Nghị quyết 12 áp dụng cho ai?", Facet.APPLIES_TO, "hộ gia đình"),
        ("Nghị quyết 12 có hiệu lực khi nào?", Facet.EFFECT, "01 tháng 4 năm 2025"),
        ("Nghị quyết 12 áp dụng từ hôm nào?", Facet.EFFECT, "01 tháng 4 năm 2025"),
        (
            "Nghị quyết 12 có hiệu lực đến hết ngày nào?",
            Facet.UNTIL,
            "hết ngày 31 tháng 12 năm 2027",
        ),
        ("Nghị quyết 12 hết hiệu lực khi nào?", Facet.UNTIL, "hết ngày 31 tháng 12 năm 2027"),
        ("Nghị quyết 12 quy định bao nhiêu tiêu chí đô thị?", Facet.COUNT, "gồm 09 tiêu chí"),
        ("Nghị quyết 12 thay thế văn bản nào?", Facet.RELATIONS, "07/2019/NQ-HĐND"),
        ("Nghị quyết 12 ban hành theo đề nghị của ai?", Facet.PROPOSAL, "Giám đốc Sở Văn hoá"),
        ("Ai trình Nghị quyết 12?", Facet.PROPOSAL, "Giám đốc Sở Văn hoá"),
        ("NQ 12 theo tờ trình số mấy của Sở Văn hoá?", Facet.PROPOSAL, "15/TTr-SVH"),
        ("Nghị quyết 12 căn cứ vào những văn bản nào?", Facet.BASIS, "01/2020/NĐ-CP"),
        ("Nghị quyết 12 căn cứ nghị định nào?", Facet.BASIS, "01/2020/NĐ-CP"),
        ("Nghị quyết 12 gửi những nơi nào?", Facet.ADDRESSEES, "- Như Điều 9;\n- Lưu: VT."),
        ("Nơi nhận của Nghị quyết 12 gồm những ai?", Facet.ADDRESSEES, "- Lưu: VT."),
        ("Sở Văn hoá xin ban hành Nghị quyết 12 bằng tờ trình nào?", Facet.PROPOSAL, "15/TTr-SVH"),
    ],
)
def test_the_document_answers_for_itself(question: str, asked: Facet, said: str) -> None:
    want = wanted(question)
    found = told(asked, want, DOCUMENT, PASSAGES)

    assert facet(want, DOCUMENT) is asked
    assert found is not None
    assert said in found[1]


@pytest.mark.parametrize(
    "question",
    [
        "Nghị quyết 12 quy định mức chi nào?",
        "Nghị quyết 13 quy định gì?",
        "Nghị quyết 13 do ai ký?",
        "Cơ quan nào quyết định đô thị văn minh theo Nghị quyết 12?",
        "Ai ký hợp đồng theo Nghị quyết 12?",
        "Hồ sơ theo Nghị quyết 12 gửi cho ai?",
        "Theo Nghị quyết 12 thì xét đô thị văn minh căn cứ vào đâu?",
        "Tờ trình xin công nhận theo Nghị quyết 12 viết theo mẫu số mấy?",
        "Ai ký?",
    ],
)
def test_another_question_or_another_document_is_not_taken_for_it(question: str) -> None:
    assert facet(wanted(question), DOCUMENT) is None


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("Nghị quyết xây đô thị văn minh thành phố Hoà Bình ai ký?", Facet.SIGNER),
        ("nghi quyet do thi van minh hoa binh ai ky", Facet.SIGNER),
        ("Nghị quyết đô thị văn minh thành phố Lào Cai ai ký?", None),
        ("Nghị quyết đô thị văn minh thành phố Hoà Bình năm 2031 ai ký?", None),
        ("Nghị quyết khen thưởng học sinh giỏi thành phố Hoà Bình ai ký?", None),
    ],
)
def test_who_signed_may_be_asked_by_nearly_the_title(question: str, asked: Facet | None) -> None:
    assert facet(wanted(question, known=frozenset({"lao cai", "hoa binh"})), DOCUMENT) is asked


def test_its_number_stands_in_its_head() -> None:
    found = told(Facet.NUMBER, wanted("Nghị quyết số mấy?"), DOCUMENT, PASSAGES)
    assert found == (0, "Số: 12/2025/NQ-HĐND\nHoà Bình, ngày 05 tháng 3 năm 2025")


def test_what_it_ends_may_stand_there_without_a_number() -> None:
    asked = wanted("Nghị quyết 12 thay thế văn bản nào?")
    others = [
        stored_passage(i, DOCUMENT, Passage(text, (), None, "text", ""), i)
        for i, text in (
            (1, "Đại biểu vắng mặt được cử đại biểu khác thay thế."),
            (
                2,
                "Giao các phường tổ chức thực hiện. Các quy định trước đây trái với nội dung "
                "Nghị quyết này đều bãi bỏ.",
            ),
        )
    ]
    assert told(Facet.RELATIONS, asked, DOCUMENT, others) == (
        1,
        "Các quy định trước đây trái với nội dung Nghị quyết này đều bãi bỏ.",
    )


def test_it_takes_effect_where_it_says_so_of_itself() -> None:
    other = (
        "Trường hợp nghị quyết của Chính phủ về việc này có hiệu lực thi hành từ ngày 15 tháng 6 "
        "năm 2025 thì áp dụng nghị quyết đó."
    )
    texts = [stored_passage(9, DOCUMENT, Passage(other, (), None, "text", ""), 9), *PASSAGES]
    found = told(Facet.EFFECT, wanted("Nghị quyết 12 có hiệu lực từ ngày nào?"), DOCUMENT, texts)
    assert found is not None
    assert "01 tháng 4 năm 2025" in found[1]


def test_the_document_just_cited_needs_no_number() -> None:
    assert facet(wanted("Văn bản này do ai ký?"), DOCUMENT, cited=True) is Facet.SIGNER
    assert facet(wanted("Căn cứ luật nào?"), DOCUMENT, cited=True) is Facet.BASIS
    assert facet(wanted("Nơi nhận gồm những ai?"), DOCUMENT, cited=True) is Facet.ADDRESSEES
    assert facet(wanted("Ai đề nghị ban hành?"), DOCUMENT, cited=True) is Facet.PROPOSAL
    assert facet(wanted("Ngày ban hành"), DOCUMENT, cited=True) is Facet.DAY
    assert facet(wanted("cơ quan ban hành"), DOCUMENT, cited=True) is Facet.ISSUER
    assert facet(wanted("Nghị quyết số mấy?"), DOCUMENT, cited=True) is Facet.NUMBER
    assert facet(wanted("so cua nghi quyet nay la gi"), DOCUMENT, cited=True) is Facet.NUMBER
    assert facet(wanted("Nghị quyết số mấy, ngày nào?"), DOCUMENT, cited=True) is Facet.NUMBER
    assert facet(wanted("Văn bản số bao nhiêu?"), DOCUMENT, cited=True) is Facet.NUMBER
    assert facet(wanted("Công bố mấy tiêu chí?"), DOCUMENT, cited=True) is Facet.COUNT
    assert facet(wanted("Nghị quyết này gửi cho ai?"), DOCUMENT, cited=True) is Facet.ADDRESSEES
    assert facet(wanted("Nghị quyết này quy định gì?"), DOCUMENT, cited=True) is Facet.CONTENT


@pytest.mark.parametrize(
    "question",
    [
        "Gửi cho ai?",
        "Căn cứ vào đâu?",
        "Ai đề nghị công nhận đô thị văn minh?",
        "Ai trình bày báo cáo?",
        "Xét đô thị văn minh căn cứ nghị định nào?",
    ],
)
def test_what_may_be_meant_of_the_matter_is_not_asked_of_the_document(question: str) -> None:
    assert facet(wanted(question), DOCUMENT, cited=True) is None
    assert facet(wanted(question), replace(DOCUMENT, kind=None), cited=True) is None


def test_what_the_document_does_not_print_is_not_made_up() -> None:
    unsigned = PASSAGES[:-1]
    assert told(Facet.SIGNER, wanted("Ai ký?"), DOCUMENT, unsigned) is None
    assert told(Facet.DAY, wanted("Ban hành ngày nào?"), DOCUMENT, PASSAGES[1:]) is None
    assert told(Facet.ADDRESSEES, wanted("Nơi nhận?"), DOCUMENT, PASSAGES[:-1]) is None
    law = wanted("Nghị quyết 12 căn cứ luật nào?")
    assert facet(law, DOCUMENT) is Facet.BASIS
    assert told(Facet.BASIS, law, DOCUMENT, PASSAGES) is None
    other = wanted("Nghị quyết 12 ban hành theo tờ trình nào của Sở Tài chính?")
    assert told(Facet.PROPOSAL, other, DOCUMENT, PASSAGES) is None
