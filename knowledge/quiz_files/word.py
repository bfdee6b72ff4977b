"""A bank as a Word file that can be printed, corrected and read back."""

from collections.abc import Iterable
from pathlib import Path
from typing import cast

import docx
from docx.oxml import OxmlElement
from docx.oxml.text.paragraph import CT_P
from docx.shared import Pt
from docx.text.paragraph import Paragraph
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE  # what XML cannot hold

from knowledge.quiz_files.found import LEVEL_NAMES
from knowledge.quizbank import LETTERS, QuizContent


def write_docx(contents: Iterable[QuizContent], path: Path) -> None:
    """Each item as "Câu 1: …" with its options, the right one bold, and what is known of it.

    Raises:
        OSError: The file cannot be written.
    """
    document = docx.Document()
    style = document.styles["Normal"]
    style.font.name, style.font.size = "Times New Roman", Pt(13)
    end = document.element.body.sectPr

    def paragraph() -> Paragraph:
        # Document.add_paragraph looks for the end anew each time, through all that stands before
        element = OxmlElement("w:p")
        end.addprevious(element)
        return Paragraph(cast("CT_P", element), document)

    for number, content in enumerate(contents, start=1):
        question = paragraph()
        question.add_run(f"Câu {number}: ").bold = True
        question.add_run(_clean(content.stem))
        for place, option in enumerate(content.options):
            run = paragraph().add_run(f"{LETTERS[place]}. {_clean(option)}")
            run.bold = place == content.key
        paragraph().add_run(f"Đáp án: {content.letter}")
        about = {
            "Giải thích": content.explanation,
            "Nguồn": content.source,
            "Số hiệu": content.document_number,
            "Trích": content.quote,
            "Chủ đề": content.topic,
            "Mức độ": LEVEL_NAMES[content.level] if content.level else "",
        }
        for label, text in about.items():
            if text:
                for line in f"{label}: {_clean(text)}".split("\n"):
                    paragraph().add_run(line)
    document.save(str(path))


def _clean(text: str) -> str:
    return ILLEGAL_CHARACTERS_RE.sub("", text)
