"""How much of the machine one file may take while it is read."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """What one file may take; beyond it the file is refused.

    Attributes:
        file_mib: Its size on the disk, and that of every file inside an archive.
        unpacked_mib: What an archive or an office file becomes, counted as it is unpacked.
        files: How many files an archive or a mail may hold.
        pages: How many pages a PDF or a picture may have.
        ocr: Whether pages that are pictures are read by character recognition.
        seconds: How long it may take without finishing a page.
        processor_seconds: Of the processor, for the whole file; recognition has as many a page.
        memory_mib: Of memory, beyond what the program itself takes.
    """

    file_mib: int = 200
    unpacked_mib: int = 512
    files: int = 500
    pages: int = 5000
    ocr: bool = True
    seconds: int = 120
    processor_seconds: int = 600
    memory_mib: int = 1536

    @property
    def file_bytes(self) -> int:
        """The largest file."""
        return self.file_mib * 2**20


DEFAULT = Limits()
