"""PDFs page by page: a page with a text layer as it is, one that is a picture by recognition."""

import threading
from collections.abc import Iterator
from concurrent.futures import Future
from pathlib import Path

import pypdfium2 as pdfium
import pypdfium2.raw as raw
from PIL import Image

from knowledge.encodings import Fonts
from knowledge.errors import Problem, ReadError
from knowledge.limits import DEFAULT, Limits
from knowledge.readers import ocr
from knowledge.readers.lines import is_capitals
from knowledge.readers.page import Page
from knowledge.readers.page_flow import Assembly, sample, survey
from knowledge.readers.pdf_page import is_picture, read_page
from knowledge.readers.reading import OnProgress, Reading, one_line, page_list
from knowledge.readers.sense import is_nonsense, sense

_DPI = 200  # what offices scan with; more makes recognition slower and no better
_MOST_POINTS = 25_000_000  # of a page's picture
_KEPT = 100  # pages; PDFium keeps what it has parsed until a file is closed
_FEW_WORDS = 40  # a page with more has a text layer of its own
# PDFium keeps global state and is not safe in several threads at once.
_PDFIUM = threading.Lock()


def read_pdf(
    path: Path, limits: Limits = DEFAULT, *, on_progress: OnProgress | None = None
) -> Reading:
    """A PDF as paragraphs and table rows, each with its page.

    Raises:
        ReadError: ENCRYPTED, DAMAGED or TOO_LONG; where all of it is pictures, OCR_OFF or
            OCR_MISSING.
    """
    fonts = Fonts()
    with _PDFIUM, _Pages(path, fonts, limits, on_progress) as pages:
        count = pages.count
        assembly = Assembly(*survey(pages.sampled()))
        for index in range(count):
            assembly.add(pages.at(index), index + 1)
            if on_progress is not None:
                on_progress(index + 1, count)
        title = _title(fonts.show([(pages.title, None)])[0])
    blocks = tuple(assembly.finished())
    if not blocks and pages.unread:
        ocr.require(path.name, limits)
    warnings = pages.warnings() + (("legacy_font",) if fonts.old else ())
    return Reading(blocks, "pdf", title, count, warnings)


def _open(path: Path) -> pdfium.PdfDocument:
    try:
        return pdfium.PdfDocument(path)
    except pdfium.PdfiumError as error:
        if error.err_code in (raw.FPDF_ERR_PASSWORD, raw.FPDF_ERR_SECURITY):
            raise ReadError(Problem.ENCRYPTED, name=path.name) from error
        raise ReadError(Problem.DAMAGED, name=path.name, format="pdf") from error


def _title(text: str) -> str | None:
    """The title a PDF names, unless its program put the file name or the letterhead there."""
    title = one_line(text or "")
    named = " " in title and not title.startswith("Microsoft") and not is_capitals(title)
    return title if named else None


class _Pages:
    """The pages of a document in their order.

    A page that is a picture is handed to recognition before its turn, so that several are read at
    once; few are held at a time.
    """

    def __init__(
        self, path: Path, fonts: Fonts, limits: Limits, on_progress: OnProgress | None
    ) -> None:
        self._path, self._fonts = path, fonts
        self._limits, self._on_progress = limits, on_progress
        self._document = _open(path)
        self.count = len(self._document)
        self._recogniser: ocr.Recogniser | None = None
        self._begun: dict[int, tuple[Page, Future[ocr.Recognised] | None]] = {}
        self._recognised: list[int] = []
        self._badly_read: list[int] = []
        self._nonsense: list[int] = []
        self.unread: list[int] = []

    def __enter__(self) -> "_Pages":
        if self.count > self._limits.pages:
            self._document.close()
            count, limit = self.count, self._limits.pages
            raise ReadError(Problem.TOO_LONG, name=self._path.name, count=count, limit=limit)
        return self

    def __exit__(self, *_: object) -> None:
        if self._recogniser is not None:
            self._recogniser.close()
        self._document.close()

    @property
    def title(self) -> str:
        """The title that the file names, "" where it names none."""
        return str(self._document.get_metadata_value("Title"))

    def sampled(self) -> Iterator[Page]:
        """A dozen pages spread over the document; those recognised are not recognised again."""
        indices = sample(self.count)
        seen = {}
        for index in indices:
            page = read_page(self._document, index, self._fonts, tables=False)
            seen[index] = page
            if self._wants_recognition(index, page):
                self._begin(index)
        for index in indices:
            page, waiting = self._begun.get(index, (seen[index], None))
            if waiting is not None:
                page = waiting.result().page
                if self._on_progress is not None:
                    self._on_progress(0, self.count)  # it goes on
            yield page

    def at(self, index: int) -> Page:
        """The page with this index; asked for once and in order."""
        if index and index % _KEPT == 0:
            self._document.close()
            self._document = _open(self._path)
        ahead = self._recogniser.ahead if self._recogniser is not None else 0
        for following in range(index, min(index + ahead, self.count - 1) + 1):
            if following not in self._begun:
                self._begin(following)
        page, waiting = self._begun.pop(index)
        return page if waiting is None else self._chosen(index + 1, page, waiting.result())

    def _chosen(self, number: int, page: Page, recognised: ocr.Recognised) -> Page:
        """The better of a page's own text and what was recognised in its picture."""
        if page.has_text and sense(page.text) >= sense(recognised.page.text):
            if is_nonsense(page.text):
                self._nonsense.append(number)
            return page
        self._recognised.append(number)
        if recognised.confidence < ocr.WELL_READ:
            self._badly_read.append(number)
        return recognised.page

    def _wants_recognition(self, index: int, page: Page) -> bool:
        words = len(page.text.split())
        if words > _FEW_WORDS and not is_nonsense(page.text):
            return False
        return not page.has_text or is_nonsense(page.text) or is_picture(self._document, index)

    def _begin(self, index: int) -> None:
        page = read_page(self._document, index, self._fonts)
        waiting = None
        if self._wants_recognition(index, page):
            image, width = self._picture(index)
            if image is not None and self._limits.ocr and ocr.missing() is None:
                if self._recogniser is None:
                    self._recogniser = ocr.Recogniser(self._limits)
                waiting = self._recogniser.begin(image, width)
            elif is_nonsense(page.text):
                self._nonsense.append(index + 1)
            elif image is not None:
                self.unread.append(index + 1)
        self._begun[index] = (page, waiting)

    def _picture(self, index: int) -> tuple[Image.Image | None, float]:
        """A grey picture of a page, None of one that shows nothing; and the page's width."""
        page = self._document[index]
        try:
            width, height = page.get_size()
            if not raw.FPDFPage_CountObjects(page.raw):
                return None, width
            scale = min(_DPI / 72, (_MOST_POINTS / max(width * height, 1)) ** 0.5)
            image: Image.Image = page.render(scale=scale, grayscale=True).to_pil().convert("L")
        finally:
            page.close()
        return (None if ocr.is_blank(image) else image), width

    def warnings(self) -> tuple[str, ...]:
        """What an admin should know of the pages, as codes with their numbers."""
        found = {
            "scanned_pages": self.unread,
            "recognised_pages": self._recognised,
            "badly_read_pages": self._badly_read,
            "nonsense_pages": self._nonsense,
        }
        return tuple(f"{code}:{page_list(numbers)}" for code, numbers in found.items() if numbers)
