"""What tests of uploads share: files as a clerk has them, and the worker in this process."""

import io

from openpyxl import Workbook

from bot.ingest import Ingest
from bot.intake import Intake
from bot.jobs import Jobs
from bot.worker import Worker
from index.vectors import VectorStore
from knowledge.limits import Limits

from .conftest import Office

TEXT = """ĐẢNG BỘ TỈNH BÌNH MINH
Số: 12-QĐ/TU

QUYẾT ĐỊNH
về chế độ hỗ trợ chi bộ

Điều 1. Mức hỗ trợ
Mỗi chi bộ được hỗ trợ {amount} đồng một tháng.
Điều 2. Thời gian thực hiện
Quyết định này thực hiện từ ngày 01 tháng 3 năm 2026.
"""

SUCCESSOR = (
    TEXT.format(amount="800.000").replace("12-QĐ/TU", "40-QĐ/TU")
    + "Quyết định này thay thế Quyết định số 12-QĐ/TU, Quyết định số 13-QĐ/TU và Quyết định số "
    + "14-QĐ/TU.\n\nT/M BAN THƯỜNG VỤ\nBÍ THƯ\n\nLê Thị Bình\n"
)


def worker_for(office: Office, intake: Intake) -> Worker:
    """A worker that shares the office's encoder."""

    def ingest() -> Ingest:
        encoder = office.engine._encoder
        store = VectorStore(office.settings.index_dir, encoder)
        return Ingest(office.library, encoder, store, Limits(), actor="worker")

    return Worker(intake, Jobs(office.database, clock=office.clock), ingest, Limits())


def question_set(*rows: tuple[str, str]) -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (("Câu hỏi", "Trả lời"), *rows):
        sheet.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()
