"""Pictures of pages (.png .jpg .tif .webp .bmp): scans and photographs, of one page or several."""

from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future
from pathlib import Path

from PIL import Image, ImageOps

from knowledge.errors import Problem, ReadError
from knowledge.limits import DEFAULT, Limits
from knowledge.readers import ocr
from knowledge.readers.page import Page
from knowledge.readers.page_flow import Assembly, survey
from knowledge.readers.reading import OnProgress, Reading, page_list

_KINDS = ("PNG", "JPEG", "TIFF", "WEBP", "BMP")
_MOST_POINTS = 100_000_000  # of one picture as it states them; more would fill the memory
_WIDE, _NARROW = 1650, 1000  # points of a page's width that recognition reads best, and too few
_PAGE_WIDTH = 595.0  # of A4, which a picture of a page is taken to be
Image.MAX_IMAGE_PIXELS = None  # Pillow would only say that it is too many; we say how many


def read_picture(
    path: Path, limits: Limits = DEFAULT, *, on_progress: OnProgress | None = None
) -> Reading:
    """A picture's text as paragraphs, each with its page.

    Raises:
        ReadError: OCR_OFF, OCR_MISSING, DAMAGED, TOO_LONG or TOO_LARGE_PICTURE.
    """
    ocr.require(path.name, limits)
    pages: list[Page] = []
    badly_read: list[int] = []
    recogniser = ocr.Recogniser(limits)
    try:
        with Image.open(path, formats=_KINDS) as image:
            count = getattr(image, "n_frames", 1)
            if count > limits.pages:
                raise ReadError(Problem.TOO_LONG, name=path.name, count=count, limit=limits.pages)
            for recognised in _recognised(image, count, path.name, recogniser):
                pages.append(recognised.page)
                if recognised.confidence < ocr.WELL_READ:
                    badly_read.append(len(pages))
                if on_progress is not None:
                    on_progress(len(pages), count)
    finally:
        recogniser.close()
    assembly = Assembly(*survey(pages))
    for number, page in enumerate(pages, start=1):
        assembly.add(page, number)
    found = {"recognised_pages": range(1, count + 1), "badly_read_pages": badly_read}
    warnings = tuple(f"{code}:{page_list(numbers)}" for code, numbers in found.items() if numbers)
    return Reading(tuple(assembly.finished()), "image", None, count, warnings)


def _recognised(
    image: Image.Image, count: int, name: str, recogniser: ocr.Recogniser
) -> Iterator[ocr.Recognised]:
    """The pages in their order, several read at once."""
    waiting: deque[Future[ocr.Recognised]] = deque()
    for number in range(count):
        image.seek(number)
        width, height = image.size
        if width * height > _MOST_POINTS:
            raise ReadError(Problem.TOO_LARGE_PICTURE, name=name, width=width, height=height)
        page = _page_of(image)
        waiting.append(recogniser.begin(page, _PAGE_WIDTH))
        if len(waiting) > recogniser.ahead:
            yield waiting.popleft().result()
    while waiting:
        yield waiting.popleft().result()


def _page_of(image: Image.Image) -> Image.Image:
    """One frame as recognition reads it best: grey, upright, on white, not too large or small."""
    image.draft("L", (2 * _WIDE, 2 * _WIDE))  # a JPEG is unpacked no larger than it is needed
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        paper = Image.new("RGBA", image.size, "white")
        image = Image.alpha_composite(paper, image.convert("RGBA"))
    page = ImageOps.exif_transpose(image).convert("L")
    across = min(page.size)  # of a page on its side too
    if across > _WIDE or across < _NARROW:
        scale = (_WIDE if across > _WIDE else min(2 * across, _NARROW)) / across
        size = (max(1, round(page.width * scale)), max(1, round(page.height * scale)))
        page = page.resize(size, Image.Resampling.LANCZOS)
    return page
