"""A question that gives a document's number means that document, however the number is written."""

from dataclasses import replace

import pytest

from bench.corpus import blank_document
from index.codes import DocumentNames, documents_named, names_all
from knowledge.records import DocumentInfo

NUMBERS = {
    1: "02-KH/TU",
    2: "02/2024/NQ-HĐND",
    3: "1473/QĐ-UBND",
    4: "15",
    5: None,
    6: "11299/VPCP-KGVX",
    7: "5491/CT-CS",
}


def document(number: int) -> DocumentInfo:
    kind = "Chỉ thị" if number == 4 else None
    return replace(blank_document(number, "Văn bản", NUMBERS[number]), kind=kind)


@pytest.fixture(scope="module")
def names() -> DocumentNames:
    return DocumentNames(map(document, NUMBERS))


@pytest.mark.parametrize(
    ("question", "meant"),
    [
        ("Kế hoạch 02 nói gì?", {1}),
        ("kh 2 của thành ủy", {1}),
        ("02- KH/TU ban hành khi nào", {1}),
        ("nghị quyết số 02 quy định gì", {2}),
        ("nghi quyet 2/2024 quy dinh gi", {2}),
        ("nghị quyết 02/2023 quy định gì", set()),
        ("QĐ 1473", {3}),
        ("Công văn 11299/VPCP-KGVX giao việc cho bộ nào?", {6}),
        ("cong van 11299 giao viec gi", {6}),
        ("Công văn 5491/CT-CS trả lời gì?", {7}),
        ("công văn 1473 nói gì", set()),
        ("chỉ thị 15 và quyết định 1473", {3, 4}),
        ("có 1473 đảng viên", set()),
        ("Ai là bí thư?", set()),
    ],
)
def test_a_number_names_its_document(names: DocumentNames, question: str, meant: set[int]) -> None:
    assert names.named_in(question) == meant


def test_a_text_names_a_letter_by_the_number_of_its_office() -> None:
    asked = documents_named("Công văn 5491/CT-CS trả lời gì?")

    assert names_all(asked, "5491/CT-CS Công văn về việc chính sách thuế")
    assert not names_all(asked, "5492/CT-CS Công văn về việc chính sách thuế")
