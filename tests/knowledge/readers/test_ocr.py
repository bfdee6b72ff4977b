"""Scans and photographs: recognised page by page where the machine can, told plainly where not."""

from pathlib import Path

import pypdfium2 as pdfium
import pytest
from PIL import Image, ImageDraw, ImageFont

from knowledge.errors import Problem, ReadError
from knowledge.limits import Limits
from knowledge.readers import ocr, read
from knowledge.readers.confined import read_confined
from knowledge.readers.reading import page_list
from tests.knowledge.readers.files import pdf
from tests.shared_data import SHARED, requires_shared

requires_tesseract = pytest.mark.skipif(
    ocr.missing() is not None,
    reason="needs Tesseract with Vietnamese (Debian: tesseract-ocr, tesseract-ocr-vie)",
)
FONT = Path("/usr/share/fonts/truetype/dejavu/DejaVuSerif.ttf")
requires_font = pytest.mark.skipif(
    not FONT.exists(),
    reason="needs the DejaVu fonts to draw a page",
)
LINES = [
    "NGHỊ QUYẾT",
    "Về công tác thư viện",
    "Điều 1. Thư viện phường mở cửa từ bảy giờ sáng đến",
    "chín giờ tối hằng ngày.",
    "Điều 2. Chủ tịch phường chịu trách nhiệm thi hành.",
]


def drawn(lines: list[str], *, turned: float = 0.0) -> Image.Image:
    """A page of A4 at 150 points an inch."""
    font = ImageFont.truetype(FONT, 30)
    page = Image.new("L", (1240, 1754), 255)
    draw = ImageDraw.Draw(page)
    for number, line in enumerate(lines):
        draw.text((150, 200 + 60 * number), line, font=font, fill=0)
    return page.rotate(
        turned, expand=turned % 90 == 0, fillcolor=255, resample=Image.Resampling.BICUBIC
    )


def scan(path: Path, *pages: Image.Image) -> Path:
    pages[0].save(path, save_all=True, append_images=pages[1:], resolution=150)
    return path


def heard(path: Path) -> str:
    return " ".join(block.text for block in read(path).blocks)


def test_pages_are_listed_as_a_person_lists_them() -> None:
    assert page_list([3, 1, 2, 7, 9, 8]) == "1–3, 7–9"
    assert page_list([4]) == "4"


@requires_tesseract
@requires_font
def test_a_scan_is_read_and_every_block_knows_its_page(tmp_path: Path) -> None:
    path = scan(tmp_path / "a.pdf", drawn(LINES), drawn(["Điều 3. Nghị quyết có hiệu lực ngay."]))
    told: list[tuple[int, int]] = []
    reading = read_confined(path, on_progress=lambda *at: told.append(at))
    texts = [(block.text, block.page) for block in reading.blocks]
    assert (
        "Điều 1. Thư viện phường mở cửa từ bảy giờ sáng đến chín giờ tối hằng ngày.",
        1,
    ) in texts
    assert texts[-1] == ("Điều 3. Nghị quyết có hiệu lực ngay.", 2)
    assert reading.warnings == ("recognised_pages:1–2",)
    assert told[-1] == (2, 2)


@requires_tesseract
@requires_font
@pytest.mark.parametrize("turned", [90, 180, 3.0, -2.0])
def test_a_page_that_lies_or_leans_is_set_upright(tmp_path: Path, turned: float) -> None:
    path = scan(tmp_path / "a.pdf", drawn(LINES * 3, turned=turned))
    assert "Thư viện phường mở cửa từ bảy giờ sáng đến chín giờ tối" in heard(path)


@requires_tesseract
@requires_font
@pytest.mark.parametrize("turned", [4.0, -7.0, 12.0, 97.0, 186.0])
def test_a_photograph_of_a_few_lines_is_set_upright(tmp_path: Path, turned: float) -> None:
    drawn(LINES, turned=turned).save(tmp_path / "a.jpg")
    assert "Thư viện phường mở cửa từ bảy giờ sáng đến chín giờ tối" in heard(tmp_path / "a.jpg")


@requires_tesseract
@requires_font
@pytest.mark.parametrize("suffix", [".png", ".jpg", ".tif", ".webp", ".bmp"])
def test_pictures_of_pages(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"a{suffix}"
    drawn(LINES).save(path)
    assert "Chủ tịch phường chịu trách nhiệm thi hành" in heard(path)
    assert read(path).pages == 1


@requires_tesseract
@requires_font
def test_a_tif_of_several_pages(tmp_path: Path) -> None:
    path = tmp_path / "a.tif"
    drawn(LINES).save(
        path, save_all=True, append_images=[drawn(["Điều 3. Nghị quyết có hiệu lực ngay."])]
    )
    assert [block.page for block in read(path).blocks][-1] == 2


@requires_tesseract
@requires_font
def test_a_mixed_pdf_keeps_the_text_layer_of_the_pages_that_have_one(tmp_path: Path) -> None:
    typed = pdf(tmp_path / "chu.pdf", [[(72, 500, 12, "Thư viện 0pen c1ose từ bảy giờ 3áng.")]])
    scan(tmp_path / "anh.pdf", drawn(["Điều 3. Nghị quyết có hiệu lực ngay."]))
    whole = pdfium.PdfDocument.new()
    for name in ("chu.pdf", "anh.pdf"):
        part = pdfium.PdfDocument(tmp_path / name)
        whole.import_pages(part)
        part.close()
    whole.save(tmp_path / "a.pdf")
    whole.close()
    assert typed.exists()
    reading = read(tmp_path / "a.pdf")
    assert [(block.text, block.page) for block in reading.blocks] == [
        ("Thư viện 0pen c1ose từ bảy giờ 3áng.", 1),
        ("Điều 3. Nghị quyết có hiệu lực ngay.", 2),
    ]
    assert reading.warnings == ("recognised_pages:2",)


@requires_font
def test_without_tesseract_a_scan_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ocr, "missing", lambda: "tesseract-ocr-vie")
    picture = tmp_path / "a.png"
    drawn(LINES).save(picture)
    for path in (picture, scan(tmp_path / "a.pdf", drawn(LINES))):
        with pytest.raises(ReadError) as caught:
            read(path)
        assert caught.value.problem is Problem.OCR_MISSING
        assert caught.value.details["package"] == "tesseract-ocr-vie"


@requires_font
def test_recognition_can_be_switched_off(tmp_path: Path) -> None:
    path = scan(tmp_path / "a.pdf", drawn(LINES))
    with pytest.raises(ReadError) as caught:
        read(path, Limits(ocr=False))
    assert caught.value.problem is Problem.OCR_OFF


@requires_tesseract
def test_a_page_of_noise_is_named_as_badly_read(tmp_path: Path) -> None:
    noise = Image.effect_noise((1240, 1754), 90)
    with pytest.raises(ReadError) as caught:
        read(scan(tmp_path / "a.pdf", noise))
    assert caught.value.problem is Problem.NO_TEXT


def test_a_text_layer_that_is_no_text_is_told(tmp_path: Path) -> None:
    broken = "Ѕѵӏ ԛԝе ҟҩҫ Ӄӆӈ ӑӓҕ Ԁԃԅ " * 6
    lines = [(72.0, 700.0 - 20 * n, 6.0, broken[:90]) for n in range(5)]
    reading = read(pdf(tmp_path / "a.pdf", [lines]), Limits(ocr=False))
    assert reading.warnings == ("nonsense_pages:1",)


def test_a_picture_that_states_too_many_points_is_not_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    Image.new("1", (20_000, 20_000)).save(path)
    with pytest.raises(ReadError) as caught:
        read_confined(path, Limits(memory_mib=300))
    assert caught.value.problem in (Problem.TOO_LARGE_PICTURE, Problem.OCR_MISSING)


@requires_shared
@requires_tesseract
@pytest.mark.slow
def test_the_scan_of_decree_335_agrees_with_its_twin(tmp_path: Path) -> None:
    from bench.legacy import agreement

    folder = SHARED / "data" / "documents" / "thanhhoa"
    whole = pdfium.PdfDocument(folder / "thanhhoa_335-cp.signed.pdf")
    part = pdfium.PdfDocument.new()
    part.import_pages(whole, [1, 2, 3])
    part.save(tmp_path / "a.pdf")
    for document in (whole, part):
        document.close()
    blocks = read_confined(tmp_path / "a.pdf").blocks
    found = "\n".join(block.text for block in blocks)
    twin = "\n".join(b.text for b in read(folder / "thanhhoa_335.pdf").blocks)
    start, end = twin.index("b) Ở địa phương:"), twin.index("Điều 4. Nguyên tắc đánh giá")
    assert agreement(found[: end - start], twin[start:end])["characters"] >= 0.95
    assert {block.page for block in blocks} == {1, 2, 3}
