"""Questions as members ask them, about phrases that stand in the texts."""

import random
import re
from typing import Final

from bench.corpus import Corpus, Source
from knowledge.passages import Passage
from knowledge.text import unmarked

TEMPLATES: Final = """
{a} được quy định thế nào?
{a} là gì?
Ai chịu trách nhiệm về {a}?
Cơ quan nào chủ trì {a}?
Khi nào phải hoàn thành {a}?
Thời hạn {a} là bao lâu?
Bao nhiêu chỉ tiêu liên quan đến {a}?
{a} cần những điều kiện gì?
{a} gồm những nội dung nào?
Hồ sơ {a} gồm những gì?
Thủ tục {a} ra sao?
Muốn {a} thì phải làm gì?
Kinh phí cho {a} lấy từ đâu?
Mức chi cho {a} là bao nhiêu?
Đối tượng nào được {a}?
Trường hợp nào không được {a}?
Vì sao phải {a}?
Mục tiêu của việc {a} là gì?
Nhiệm vụ trọng tâm về {a} là gì?
Giải pháp nào để {a}?
Kết quả {a} đến nay ra sao?
Trong {doc}, {a} được nêu như thế nào?
{doc} quy định gì về {a}?
{doc} có nói đến {a} không?
Theo {doc} thì {a} do ai thực hiện?
Theo {doc}, thời gian {a} là khi nào?
{doc} áp dụng cho ai trong việc {a}?
Điều nào của {doc} nói về {a}?
Cho hỏi {a} theo {doc}?
Nội dung chính của {doc} về {a}?
{a} và {b} có liên quan gì với nhau?
Giữa {a} và {b} có gì khác nhau?
Khi {a} thì có phải {b} không?
Việc {a} để {b} do đơn vị nào làm?
Nếu không {a} thì xử lý thế nào?
Làm sao để vừa {a} vừa {b}?
Ngoài {a} còn phải {b} không?
{a} tại địa phương nào?
Tỷ lệ {a} là bao nhiêu phần trăm?
Số lượng {a} năm nay là bao nhiêu?
Đến năm nào thì {a}?
Cấp nào có thẩm quyền {a}?
Xã, phường có nhiệm vụ gì trong {a}?
Chi bộ cần làm gì để {a}?
Đảng viên có trách nhiệm gì với {a}?
Báo cáo về {a} gửi cho ai?
Bao lâu phải báo cáo {a} một lần?
Nguyên tắc {a} là gì?
Hình thức {a} có những loại nào?
Tiêu chí {a} gồm những gì?
Căn cứ nào để {a}?
{a} có hiệu lực từ ngày nào?
Văn bản nào thay thế quy định về {a}?
Quyền và nghĩa vụ khi {a}?
Trình tự {a} có mấy bước?
Mẫu đơn {a} ở đâu?
Em muốn hỏi về {a} ạ
Cho mình hỏi {a} thì liên hệ ai?
Anh chị cho biết {a} như thế nào với
{a} năm 2025
{a}
""".strip().splitlines()
_CLAUSE: Final = re.compile(r"[^.,;:()\n]+")
_SYLLABLES: Final = (3, 7)


def questions(corpus: Corpus, count: int, seed: int = 0) -> list[str]:
    """Different questions, every second one typed without marks; the same in every run."""
    chance = random.Random(seed)
    parts = [
        (source, passage, clauses)
        for source in corpus.sources
        for passage in source.passages
        if (clauses := _clauses(passage))
    ]
    asked: list[str] = []
    while len(asked) < count:
        source, _, clauses = chance.choice(parts)
        template = TEMPLATES[len(asked) % len(TEMPLATES)]
        text = template.format(
            a=chance.choice(clauses), b=chance.choice(clauses), doc=_name(source, chance)
        )
        text = text[0].upper() + text[1:]
        asked.append(unmarked(text).lower() if len(asked) % 2 else text)
    return asked


def _clauses(passage: Passage) -> list[str]:
    """How its clauses begin."""
    shortest, longest = _SYLLABLES
    found = []
    for match in _CLAUSE.finditer(passage.text):
        words = match[0].split()
        if len(words) >= shortest and all(word.isalpha() for word in words[:longest]):
            phrase = " ".join(words[:longest])
            found.append(phrase[0].lower() + phrase[1:])
    return found


def _name(source: Source, chance: random.Random) -> str:
    """The number of a document or the beginning of its title."""
    if source.number and chance.random() < 0.5:
        return f"văn bản {source.number}"
    return " ".join(source.title.split()[:9])
