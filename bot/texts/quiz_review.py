"""What editors read while they look through the bank, in chat and on their page."""

COMMAND = "Duyệt câu trắc nghiệm"
NOT_ALLOWED = "Chỉ biên tập viên duyệt được câu trắc nghiệm."
NOTHING_WAITS = "Không có câu trắc nghiệm nào chờ duyệt."
NO_MORE = "Đã xem hết các câu chờ duyệt."
NO_TOPIC = "Không có câu chờ duyệt nào thuộc chủ đề “{topic}”."
TITLE = "Câu số {id}, {state}"
WAITING = "Còn {count} câu chờ duyệt."
OPTION = "{letter}. {option}"
RIGHT = "{letter}. {option} (đáp án)"
EXPLANATION = "Giải thích: {text}"
TOPIC = "Chủ đề: {text}"
LEVEL = "Mức độ: {text}"
SIMILAR = "Gần giống câu số {id}: {stem}"
LONGEST_SIMILAR = 160

APPROVE = "Duyệt câu này"
APPROVE_ANSWERS = ("đồng ý", "ok", "đúng")
EDIT = "Sửa câu này"
REJECT = "Loại câu này"
NEXT = "Câu sau"
BACK = "Quay lại"
APPROVED = "Đã duyệt câu số {id}."
REJECTED = "Đã loại câu số {id}."
EDITED = "Đã sửa câu số {id}."
CHANGED_MEANWHILE = "Câu số {id} vừa được sửa; xin xem lại."

WHICH_FIELD = "Sửa phần nào của câu số {id}?"
KEY = "Đáp án"
FIELDS = {
    "stem": "Câu hỏi",
    "explanation": "Giải thích",
    "source": "Nguồn",
    "topic": "Chủ đề",
    "level": "Mức độ",
}
OPTION_FIELD = "Phương án {letter}"
ADD_OPTION = "Thêm phương án"
TYPE_VALUE = "Xin gõ {label} mới. Đang là: {value}. Gõ “-” để để trống, /huy để thôi."
TYPE_OPTION = "Xin gõ phương án {letter}. Đang là: {value}. Gõ “-” để bỏ phương án, /huy để thôi."
TYPE_LEVEL = "Xin gõ mức độ: dễ, trung bình hoặc khó; gõ “-” để để trống."
WRONG_LEVEL = "Mức độ chỉ nhận: dễ, trung bình, khó. Xin gõ lại."
WHICH_KEY = "Phương án nào đúng?"
EMPTY = "trống"

# the page
TAB = "Câu trắc nghiệm"
STATE = "Tình trạng"
EVERY_TOPIC = "Mọi chủ đề"
NO_ITEMS = "Không có câu nào."
COUNT = "{count} câu"
MORE = "Xem thêm"
SAVE = "Lưu"
APPROVE_ALL = "Duyệt mọi câu đang chờ ở mục này"
APPROVE_ALL_SURE = "Duyệt {count} câu? Chỉ nên duyệt khi đã có người soát cả bộ."
APPROVED_MANY = "Đã duyệt {count} câu."
EXPORT = "Tải về (.xlsx)"
MALFORMED = "Yêu cầu không hợp lệ. Xin tải lại trang."

SCRIPT = {
    "count": COUNT,
    "none": NO_ITEMS,
    "everyTopic": EVERY_TOPIC,
    "key": KEY.lower(),
    "option": OPTION_FIELD,
    "approve": APPROVE,
    "edit": EDIT,
    "reject": REJECT,
    "approveAllSure": APPROVE_ALL_SURE,
}
