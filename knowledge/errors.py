"""The errors of this package, one short family.

KnowledgeError
 ├─ ReadError      a file cannot be read; nothing of it was taken
 └─ LibraryError   a change of knowledge is refused; nothing was changed

Each carries a Problem and its details; `bot/texts/errors.py` holds the sentence for each, so that
no sentence a person reads stands here.
"""

from enum import StrEnum


class Problem(StrEnum):
    """Why a file or a change was refused; details in brackets."""

    MISSING = "missing"  # no such file [name]
    EMPTY = "empty"  # 0 bytes [name]
    NO_TEXT = "no_text"  # readable, but without any text [name]
    TOO_LARGE = "too_large"  # [name, size_mib, limit_mib]
    ENCRYPTED = "encrypted"  # needs a password [name]
    DAMAGED = "damaged"  # truncated or broken [name, format]
    UNKNOWN_FORMAT = "unknown_format"  # [name, allowed]
    NESTED_ARCHIVE = "nested_archive"  # an archive inside an archive [name]
    NO_FILES = "no_files"  # an archive without files [name]
    TOO_MANY_FILES = "too_many_files"  # in an archive [name, count, limit]
    UNSAFE_NAME = "unsafe_name"  # a name in an archive that leads out of it [name, inner]
    OCR_MISSING = "ocr_missing"  # a picture, and Tesseract is not installed [name, package]
    OCR_OFF = "ocr_off"  # a picture, and recognition is switched off [name]
    TOO_LARGE_PICTURE = "too_large_picture"  # [name, width, height]
    UNSAFE_XML = "unsafe_xml"  # an office file whose XML declares entities [name]
    TOO_SLOW = "too_slow"  # reading took longer than allowed [name, seconds]
    TOO_HEAVY = "too_heavy"  # reading took more memory than allowed [name, limit_mib]
    TOO_LONG = "too_long"  # too many pages or rows [name, count, limit]
    NO_QUESTIONS = "no_questions"  # a Q&A set without a single pair [name]
    NO_QUIZ_ITEMS = "no_quiz_items"  # a bank without a single item [name]
    NO_KEYS = "no_keys"  # a file of answers without any [name]
    ONLY_KEYS = "only_keys"  # the answers of a bank whose questions are in another file [name]
    NO_SUCH_DOCUMENT = "no_such_document"  # [reference]
    AMBIGUOUS_DOCUMENT = "ambiguous_document"  # [reference, matches]
    ALREADY_RETIRED = "already_retired"  # [title]
    NOT_RETIRED = "not_retired"  # [title]
    STILL_DRAFT = "still_draft"  # it was never published [title]
    REPLACES_ITSELF = "replaces_itself"  # [title]
    NO_DRAFT = "no_draft"  # nothing waits to be published [title]
    NO_SUCH_VERSION = "no_such_version"  # [title, version]
    NO_SUCH_QUIZ_ITEM = "no_such_quiz_item"  # [item]
    WRONG_QUIZ_ITEM = "wrong_quiz_item"  # it cannot be asked so [reason: a QuizRefusal]
    SAME_QUIZ_ITEM = "same_quiz_item"  # another item says this already [item]
    QUIZ_ITEM_CHANGED = "quiz_item_changed"  # somebody else changed it meanwhile [item]
    QUIZ_ITEM_USED = "quiz_item_used"  # a contest has asked it [item]
    DATABASE_UNREACHABLE = "database_unreachable"  # [url without its password]
    DATABASE_IN_USE = "database_in_use"  # another process has it open
    NOT_A_BACKUP = "not_a_backup"  # no database of this program, or a damaged one [name]
    DATABASE_NEWER = "database_newer"  # made by a newer version of the program [revision]


class KnowledgeError(Exception):
    """Any refusal of this package.

    Args:
        problem: What is wrong.
        details: The values its sentence names (see Problem).
    """

    def __init__(self, problem: Problem, **details: object) -> None:
        self.problem = problem
        self.details = details
        super().__init__(f"{problem}: {details}")


class ReadError(KnowledgeError):
    """A file cannot be read; nothing of it was taken."""


class LibraryError(KnowledgeError):
    """A change of knowledge is refused; nothing was changed."""
