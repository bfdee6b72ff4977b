"""What is said about multiple-choice items."""

from knowledge.proposals.facts import Kind
from knowledge.quizbank import Level, QuizOutcome, QuizRefusal, QuizState

REFUSALS: dict[QuizRefusal, str] = {
    QuizRefusal.NO_STEM: "không có câu hỏi",
    QuizRefusal.TOO_FEW_OPTIONS: "cần ít nhất 2 phương án",
    QuizRefusal.TOO_MANY_OPTIONS: "có quá 6 phương án",
    QuizRefusal.EMPTY_OPTION: "có phương án để trống",
    QuizRefusal.SAME_OPTIONS: "có hai phương án giống nhau",
    QuizRefusal.NO_KEY: "chưa có đáp án",
    QuizRefusal.KEY_OUTSIDE: "đáp án không ứng với phương án nào",
    QuizRefusal.SEVERAL_KEYS: "có nhiều đáp án đúng; mỗi câu chỉ một",
    QuizRefusal.REPEATED: "trùng với một câu ở trên trong tệp",
    QuizRefusal.CONTRADICTS: "trùng với một câu ở trên trong tệp mà đáp án lại khác",
    QuizRefusal.UNREADABLE: "không phải câu trắc nghiệm",
}

STATES = {
    QuizState.DRAFT: "chờ duyệt",
    QuizState.APPROVED: "đã duyệt",
    QuizState.REJECTED: "đã loại",
}
LEVELS = {Level.EASY: "dễ", Level.MEDIUM: "trung bình", Level.HARD: "khó"}
OUTCOMES = {
    QuizOutcome.ADDED: "thêm mới",
    QuizOutcome.CHANGED: "sửa",
    QuizOutcome.SAME: "giữ nguyên",
    QuizOutcome.REFUSED: "không nhận",
}

# the command line
ABOUT = "Ngân hàng câu trắc nghiệm."
IMPORT = (
    "Nạp ngân hàng câu hỏi (.docx, .xlsx, .csv, .txt, GIFT và Aiken của Moodle, .json). "
    "Câu mới là bản nháp, chờ duyệt."
)
FILE = "Tệp câu hỏi."
KEY_FILE = "Tệp đáp án, khi đáp án nằm ở tệp riêng."
TOPIC = "Chủ đề cho những câu chưa ghi chủ đề."
APPROVE_AT_ONCE = "Duyệt luôn, vì đã có người soát; câu còn nghi ngờ đáp án vẫn chờ duyệt."
IMPORTED = "{name}: thêm {added}, sửa {changed}, giữ nguyên {same}, không nhận {refused}."
SIMILAR_COUNT = "Có {similar} câu gần giống câu khác trong kho; xin xem lại trước khi duyệt."
DOUBTFUL_COUNT = (
    "Có {doubtful} câu mà đáp án đánh dấu trong đề khác với bảng đáp án; đã lấy theo bảng đáp án."
)
LINE_REFUSED = "  câu {place}: không nhận, {reason} – {question}"
LINE_CHANGED = "  câu {place}: sửa câu số {id} – {question}"
LINE_SIMILAR = "  câu {place}: gần giống câu số {similar} – {question}"
LINE_DOUBTFUL = "  câu {place}: hai nơi ghi đáp án khác nhau – {question}"
EXPORT = "Xuất ngân hàng câu hỏi ra {suffixes}."
TARGET = "Tệp sẽ ghi; loại tệp theo đuôi tên."
EXPORTED = "Đã xuất {count} câu trắc nghiệm ra {name}."
WRONG_SUFFIX = "Chỉ xuất được ra: {suffixes}."
LIST = "Liệt kê câu trắc nghiệm."
SHOW = "Xem một câu trắc nghiệm và các lần sửa."
BY_STATE = "Chỉ những câu: draft (chờ duyệt), approved (đã duyệt), rejected (đã loại)."
BY_TOPIC = "Chỉ những câu thuộc chủ đề này."
BY_LEVEL = "Chỉ những câu: easy (dễ), medium (trung bình), hard (khó)."
MOST = "Nhiều nhất bấy nhiêu câu."
APPROVE = "Duyệt câu trắc nghiệm: theo số, hoặc mọi câu đang chờ."
REJECT = "Loại câu trắc nghiệm theo số; câu bị loại không được hỏi nữa."
IDS = "Số của câu."
ALL_DRAFTS = "Mọi câu đang chờ duyệt."
NOTHING_NAMED = "Xin nêu số câu, hoặc --all."
APPROVED = "Đã duyệt {count} câu."
REJECTED = "Đã loại {count} câu."
EMPTY = "Chưa có câu trắc nghiệm nào."
COLUMN_STEM = "Câu hỏi"
COLUMN_KEY = "Đáp án"
COLUMN_TOPIC = "Chủ đề"
COLUMN_LEVEL = "Mức độ"
COLUMN_STATE = "Tình trạng"
REVISION = "Lần {revision}, {at}, đáp án {letter}: {note}"
EXPLANATION = "Giải thích"
SOURCE = "Nguồn"

# drawn from documents
GENERATE = (
    "Đề xuất câu trắc nghiệm từ văn bản đang có hiệu lực và bộ hỏi đáp. Câu đề xuất là bản nháp, "
    "chờ người có quyền duyệt."
)
COUNT = "Nhiều nhất bấy nhiêu câu."
KIND = (
    "Chỉ loại câu này, nêu được nhiều lần: number (con số), date (thời điểm), body (cơ quan), "
    "name (họ tên), member (nội dung của một danh mục), definition (giải thích từ ngữ)."
)
OF_DOCUMENT = "Chỉ từ văn bản này: số hiệu, tên hoặc mã số trong kho."
NEW_TOPIC = "Chủ đề ghi cho các câu; nếu không nêu thì lấy tên văn bản."
SEED = "Cùng kho văn bản và cùng số này thì ra cùng những câu."
DRAWN = "Đề xuất từ văn bản"
NOTHING_DRAWN = "Không rút được câu nào mới từ các văn bản."
DRAWN_COUNT = "Đã thêm {count} câu chờ duyệt; xem lại bằng /duyetcauhoi hoặc trên trang /quan-tri."
PROPOSED = "{id}. [{kind}] {question}"
KINDS = {
    Kind.NUMBER: "con số",
    Kind.DATE: "thời điểm",
    Kind.BODY: "cơ quan",
    Kind.NAME: "họ tên",
    Kind.MEMBER: "danh mục",
    Kind.DEFINITION: "từ ngữ",
}
