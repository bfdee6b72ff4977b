"""Markdown as blocks, its signs dropped."""

from pathlib import Path

from knowledge.blocks import BlockKind
from knowledge.readers import read

TEXT = """\
---
title: bỏ
---
# Nghị quyết **đại hội**

Đảng bộ có [35 đơn vị](http://a.vn) và
*8.292* đảng viên.

- Họp mỗi tháng
  một lần
2. Học tập

| Chỉ tiêu | Mức |
|---|---:|
| Thu | 120 |

Mục sau
-------
"""


def test_headings_paragraphs_lists_and_tables(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text(TEXT)
    reading = read(path)
    assert [(block.kind, block.text) for block in reading.blocks] == [
        (BlockKind.HEADING, "Nghị quyết đại hội"),
        (BlockKind.PARAGRAPH, "Đảng bộ có 35 đơn vị và 8.292 đảng viên."),
        (BlockKind.LIST_ITEM, "- Họp mỗi tháng một lần"),
        (BlockKind.LIST_ITEM, "2. Học tập"),
        (BlockKind.TABLE_ROW, "Chỉ tiêu: Thu; Mức: 120"),
        (BlockKind.HEADING, "Mục sau"),
    ]
    assert reading.title == "Nghị quyết đại hội"
