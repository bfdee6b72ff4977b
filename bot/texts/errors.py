"""One sentence for everything that may be refused or go wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, get_args, get_origin

from bot.texts.quiz import REFUSALS
from index.errors import ModelError, ModelProblem
from knowledge.errors import KnowledgeError, Problem
from knowledge.quizbank import QuizRefusal
from knowledge.records import DocumentName

if TYPE_CHECKING:
    from pydantic.fields import FieldInfo

    from bot.config import ConfigError

PROBLEMS: dict[Problem, str] = {
    Problem.MISSING: "Không có tệp hay thư mục “{name}”.",
    Problem.EMPTY: "Tệp “{name}” rỗng (0 byte).",
    Problem.NO_TEXT: "Tệp “{name}” không có chữ nào đọc được.",
    Problem.TOO_LARGE: "Tệp “{name}” nặng {size_mib} MiB, quá mức {limit_mib} MiB.",
    Problem.ENCRYPTED: "Tệp “{name}” có mật khẩu; xin bỏ mật khẩu rồi nạp lại.",
    Problem.DAMAGED: "Tệp “{name}” hỏng hoặc bị cắt cụt, không đọc được. "
    "Xin mở bằng phần mềm đã soạn ra nó, lưu lại rồi nạp lại.",
    Problem.UNKNOWN_FORMAT: "Chưa đọc được loại tệp của “{name}”; nhận các loại: {allowed}.",
    Problem.NESTED_ARCHIVE: "“{name}” là tệp nén nằm trong tệp nén hay trong thư; "
    "xin giải nén rồi nạp.",
    Problem.NO_FILES: "Trong tệp nén “{name}” không có tệp nào.",
    Problem.TOO_MANY_FILES: "Tệp nén “{name}” có {count} tệp, mức nhận là {limit}.",
    Problem.UNSAFE_NAME: "Không nhận tệp nén “{name}”: trong đó có tên không an toàn “{inner}”.",
    Problem.OCR_MISSING: "Tệp “{name}” là ảnh chụp; máy chưa nhận dạng được chữ, "
    "xin cài gói {package}.",
    Problem.OCR_OFF: "Tệp “{name}” là ảnh chụp, mà ingest.ocr đang tắt nên không đọc được chữ.",
    Problem.TOO_LARGE_PICTURE: "Ảnh “{name}” lớn quá ({width} × {height} điểm); xin thu nhỏ lại.",
    Problem.UNSAFE_XML: "Không nhận “{name}”: bên trong có khai báo XML không an toàn.",
    Problem.TOO_SLOW: "Đọc tệp “{name}” quá {seconds} giây chưa xong nên đã dừng.",
    Problem.TOO_HEAVY: "Tệp “{name}” bung ra quá lớn, vượt mức {limit_mib} MiB bộ nhớ dành để đọc.",
    Problem.TOO_LONG: "Tệp “{name}” dài quá: {count}, mức nhận là {limit}.",
    Problem.NO_QUESTIONS: "Không thấy câu hỏi và trả lời nào trong “{name}”.",
    Problem.NO_QUIZ_ITEMS: "Không thấy câu trắc nghiệm nào trong “{name}”.",
    Problem.NO_KEYS: "Không thấy đáp án nào trong “{name}”; tệp đáp án ghi số câu và chữ cái.",
    Problem.ONLY_KEYS: "“{name}” chỉ có đáp án, không phải văn bản. Xin chép đáp án vào cuối tệp "
    "câu hỏi rồi gửi một tệp, hoặc chạy trên máy chủ: hoidap quiz import CÂU-HỎI --key “{name}”.",
    Problem.NO_SUCH_DOCUMENT: "Không có văn bản “{reference}”.",
    Problem.AMBIGUOUS_DOCUMENT: "“{reference}” có thể là nhiều văn bản: {matches}.",
    Problem.ALREADY_RETIRED: "Văn bản “{title}” đã ngừng dùng từ trước.",
    Problem.NOT_RETIRED: "Văn bản “{title}” đang được dùng, không cần khôi phục.",
    Problem.STILL_DRAFT: "“{title}” còn là bản nháp, chưa công bố lần nào.",
    Problem.REPLACES_ITSELF: "“{title}” không thể thay chính nó; xin chọn văn bản khác.",
    Problem.NO_DRAFT: "“{title}” không có bản nháp nào đang chờ.",
    Problem.NO_SUCH_VERSION: "“{title}” không có bản thứ {version}.",
    Problem.NO_SUCH_QUIZ_ITEM: "Không có câu trắc nghiệm số {item}.",
    Problem.WRONG_QUIZ_ITEM: "Câu trắc nghiệm chưa dùng được: {reason}.",
    Problem.SAME_QUIZ_ITEM: "Đã có câu trắc nghiệm này ở số {item}.",
    Problem.QUIZ_ITEM_CHANGED: "Câu trắc nghiệm số {item} vừa được người khác sửa; "
    "xin xem lại rồi sửa tiếp.",
    Problem.QUIZ_ITEM_USED: "Câu trắc nghiệm số {item} đã dùng trong hội thi nên không xóa được; "
    "xin loại câu đó.",
    Problem.DATABASE_UNREACHABLE: "Không mở được cơ sở dữ liệu {url}.",
    Problem.DATABASE_IN_USE: "Cơ sở dữ liệu đang được dùng; "
    "xin dừng bot và các lệnh khác rồi thử lại.",
    Problem.NOT_A_BACKUP: "Tệp “{name}” không phải bản sao lưu của chương trình này, hoặc đã hỏng.",
    Problem.DATABASE_NEWER: "Cơ sở dữ liệu do bản chương trình mới hơn tạo ra ({revision}); "
    "xin nâng cấp chương trình.",
}

MODELS: dict[ModelProblem, str] = {
    ModelProblem.UNKNOWN: "Không có mô hình “{model}” trên máy này; xin xem lại model.name.",
    ModelProblem.DAMAGED: "Mô hình “{model}” hỏng hoặc thiếu tệp, không nạp được.",
}

READER_WARNINGS = {
    "scanned_pages": "trang là ảnh chụp, chưa đọc được: {about}",
    "recognised_pages": "chữ nhận dạng từ ảnh chụp ở trang {about}",
    "badly_read_pages": "nhận dạng chưa rõ, xin xem lại trang {about}",
    "nonsense_pages": "lớp chữ bị hỏng ở trang {about}",
    "attachments_left": "tệp đính kèm chưa đọc: {about}",
    "hidden_sheets": "trang tính ẩn, không đọc: {about}",
    "macros_ignored": "tệp có macro; chỉ đọc chữ, không chạy macro",
    "legacy_font": "dùng phông chữ cũ, có thể sai chữ",
}

UNKNOWN_SETTING = "Không có thiết lập “{key}”; các thiết lập ở đó: {allowed}."
WRONG_SETTING = "Thiết lập “{key}” phải là {allowed}, không phải “{value}”."
WRONG_SECTION = "Thiết lập “{key}” phải là một nhóm thiết lập, không phải “{value}”."
SECRET_SETTING = "Mã bí mật không để trong tệp cấu hình: đặt {key} trong môi trường hoặc tệp .env."
UNREADABLE_CONFIG = "Không đọc được tệp cấu hình “{key}”{where}."
UNREADABLE_WHERE = ", sai ở dòng {line}"
MISSING_CONFIG = "Không có tệp cấu hình “{key}”."

INTEGER = "số nguyên"
INTEGER_FROM = "số nguyên từ {low} trở lên"
INTEGER_BETWEEN = "số nguyên từ {low} đến {high}"
NUMBER = "số"
TRUE_OR_FALSE = "true hoặc false"
WEB_ADDRESS = "địa chỉ bắt đầu bằng http:// hoặc https://"
TEXT = "chữ"
MAPPING = "các cặp tên: giá trị"
ONE_OF = "một trong: {values}"

PORT_TAKEN = "Không mở được trang web ở {host}:{port} ({reason}); xin đổi web.port."
UNEXPECTED = "Có lỗi ngoài dự kiến ({kind}). Chạy lại với HOIDAP_LOG_LEVEL=debug để xem chi tiết."


def knowledge_sentence(error: KnowledgeError) -> str:
    """The sentence for a refusal of the knowledge package."""
    details = {name: _shown(value) for name, value in error.details.items()}
    return PROBLEMS[error.problem].format_map(_Details(details))


def reader_warning(code: str) -> str:
    """The clause for a warning of a reader: a code, perhaps with what it is about."""
    name, _, about = code.partition(":")
    return READER_WARNINGS.get(name, name).format(about=about)


def index_sentence(error: Exception) -> str | None:
    """The sentence for an error of the index package, None for any other."""
    if isinstance(error, ModelError):
        return MODELS[error.problem].format(model=error.model)
    return None


def config_sentence(error: ConfigError) -> str:
    """The sentence for settings that cannot be used."""
    match error.problem:
        case "unknown":
            return UNKNOWN_SETTING.format(key=error.key, allowed=_shown(error.allowed))
        case "secret":
            return SECRET_SETTING.format(key=error.key)
        case "missing":
            return MISSING_CONFIG.format(key=error.key)
        case "unreadable":
            mark = getattr(error.value, "problem_mark", None)
            where = UNREADABLE_WHERE.format(line=mark.line + 1) if mark else ""
            return UNREADABLE_CONFIG.format(key=error.key, where=where)
    allowed = allowed_values(error.allowed)  # type: ignore[arg-type]
    if not allowed:
        return WRONG_SECTION.format(key=error.key, value=error.value)
    return WRONG_SETTING.format(key=error.key, allowed=allowed, value=error.value)


def allowed_values(field: FieldInfo | None) -> str:
    """What a setting may be, in words; "" of a group of settings."""
    if field is None:
        return ""
    kind: Any = field.annotation
    if get_origin(kind) is Literal:
        return ONE_OF.format(values=", ".join(map(str, get_args(kind))))
    if field.json_schema_extra:
        return WEB_ADDRESS
    low = next((m.ge for m in field.metadata if hasattr(m, "ge")), None)
    high = next((m.le for m in field.metadata if hasattr(m, "le")), None)
    if kind is int and high is not None:
        return INTEGER_BETWEEN.format(low=low, high=high)
    if kind is int and low is not None:
        return INTEGER_FROM.format(low=low)
    if isinstance(kind, type) and hasattr(kind, "model_fields"):
        return ""
    words = {int: INTEGER, float: NUMBER, bool: TRUE_OR_FALSE}
    return words.get(kind, MAPPING if get_origin(kind) is dict else TEXT)


class _Details(dict[str, str]):
    """A detail that an error did not give shows as "?" and never as another error."""

    def __missing__(self, key: str) -> str:
        return "?"


def _shown(value: object) -> str:
    if isinstance(value, DocumentName):
        number = f" ({value.number})" if value.number else ""
        return f"[{value.id}] {value.title}{number}"
    if isinstance(value, QuizRefusal):
        return REFUSALS[value]
    if isinstance(value, list | tuple | set | frozenset):
        return ", ".join(map(_shown, value))
    return str(value)
