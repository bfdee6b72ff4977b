"""Fonts of old encodings in .docx, which many an old .doc was saved as."""

from collections.abc import Iterator, Sequence

from lxml import etree

from knowledge.encodings import Fonts, encoding_of_font, may_be_old
from knowledge.readers.numbering import W, value


def show_fonts(roots: Sequence[etree._Element], styles: etree._Element | None) -> bool:
    """Puts into every text of these parts what its font shows, settled once for the whole file.

    Returns:
        Whether any of it was in an old encoding.
    """
    texts = [text for root in roots for text in root.iter(W + "t") if text.text]
    named = {name for root in (*roots, *([] if styles is None else [styles]))
             for name in _names(root)}  # fmt: skip
    if not (
        any(map(encoding_of_font, named)) or may_be_old("".join(text.text or "" for text in texts))
    ):
        return False
    of_styles = _Styles(styles)
    runs = [(text.text or "", of_styles.font(text)) for text in texts]
    fonts = Fonts(runs)
    for text, shown in zip(texts, fonts.show(runs), strict=True):
        text.text = shown
    return fonts.old


def _names(root: etree._Element) -> Iterator[str]:
    for fonts in root.iter(W + "rFonts"):
        if name := _name(fonts):
            yield name


def _name(fonts: etree._Element | None) -> str | None:
    return value(fonts, "ascii") or value(fonts, "hAnsi")


class _Styles:
    """The font that each style names, or that the one it is based on names."""

    def __init__(self, root: etree._Element | None) -> None:
        elements = {} if root is None else {
            value(style, "styleId") or "": style for style in root.findall(W + "style")
        }  # fmt: skip
        defaults = None if root is None else root.find(f"{W}docDefaults//{W}rFonts")
        self._default = _name(defaults)
        self._fonts: dict[str, str | None] = {}
        for key, style in elements.items():
            font: str | None = None
            at: etree._Element | None = style
            steps = 0
            while at is not None and font is None and steps < 20:
                font = _name(at.find(f"{W}rPr/{W}rFonts"))
                at = elements.get(value(at.find(W + "basedOn")) or "")
                steps += 1
            self._fonts[key] = font
            if value(style, "type") == "paragraph" and value(style, "default") in ("1", "true"):
                self._default = font or self._default

    def font(self, text: etree._Element) -> str | None:
        """The font a text is set in: its run's, its run's style's, its paragraph's."""
        run = text.getparent()
        properties = run.find(W + "rPr") if run is not None else None
        if properties is not None:
            own = _name(properties.find(W + "rFonts"))
            own = own or self._fonts.get(value(properties.find(W + "rStyle")) or "")
            if own:
                return own
        paragraph = next(text.iterancestors(W + "p"), None)
        style = paragraph.find(f"{W}pPr/{W}pStyle") if paragraph is not None else None
        return self._fonts.get(value(style) or "") or self._default
