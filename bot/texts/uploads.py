"""What admins and editors read about files they send in."""

GIVEN_UP = "Đọc tệp “{name}” nhiều lần không xong nên đã dừng. Xin gửi bản khác của tệp này."
FAILED = "Không đọc được tệp “{name}” vì hệ thống gặp trục trặc. Xin thử gửi lại."
NO_ROOM = "Máy chủ không còn chỗ hoặc không ghi được tệp. Xin báo người phụ trách máy chủ."
NOT_FETCHED = "Chưa lấy được tệp “{name}”. Xin gửi lại."
TOO_LARGE = "Tệp “{name}” lớn hơn mức cho phép ({limit} MB). Xin chia nhỏ hoặc nén bớt ảnh."
QUOTA = "Chỗ chứa tệp đã đầy. Xin bỏ bớt các tệp đang chờ, hoặc báo người phụ trách máy chủ."
NOT_ALLOWED = (
    "Cảm ơn đồng chí đã gửi. Chỉ người được giao quyền biên tập mới nạp được văn bản; "
    "đồng chí vẫn hỏi được bằng cách gõ câu hỏi."
)
TOO_MANY = "Đồng chí đang có nhiều tệp chờ xử lý. Xin duyệt hoặc bỏ bớt (/duyet) rồi gửi tiếp."

# what was received
RECEIVED = "Đã nhận tệp “{name}”. Đang đọc, xong sẽ báo ngay tại đây."
RECEIVED_ALBUM = "Đã nhận các tệp. Đang đọc, xong sẽ báo ngay tại đây."
PROGRESS = "Xem tiến độ"
STAGES = {
    "coming": "đang lấy tệp về",
    "waiting": "chờ đến lượt",
    "reading": "đang đọc",
    "encoding": "đang lập chỉ mục",
}
STAGE_DONE = "{stage} {done}/{total}"

# where an upload stands
STATES = {
    "coming": "đang lấy tệp về",
    "reading": "đang đọc",
    "unpacked": "đã mở, các tệp bên trong ở danh sách riêng",
    "review": "chờ duyệt",
    "approval": "chờ người thứ hai duyệt",
    "published": "đã công bố",
    "same": "đã có sẵn",
    "discarded": "đã bỏ",
    "superseded": "đã có bản nháp mới hơn",
    "failed": "không nhận được",
}

# the review
REVIEW_DOCUMENT = "Đã đọc tệp “{name}”"
REVIEW_BANK = "Đã đọc ngân hàng câu hỏi “{name}”"
REVIEW_SET = "Đã đọc bộ hỏi đáp “{name}”"
FIELDS = {
    "title": "Tên văn bản",
    "number": "Số, ký hiệu",
    "kind": "Loại",
    "issuer": "Cơ quan ban hành",
    "issued_on": "Ngày ban hành",
    "signer": "Người ký",
    "valid_from": "Hiệu lực từ",
    "valid_until": "Hiệu lực đến",
    "relations": "Quan hệ với văn bản khác",
}
MISSING = "chưa rõ"
FIELD = "{label}: {value}"
PASSAGES = "Số đoạn: {count}"
WARNING = "Lưu ý: {warning}"
NEW_DOCUMENT = "Văn bản mới."
NEW_VERSION = (
    "Là bản mới của “{title}” (đang dùng phiên bản {version}): "
    "thêm {added} đoạn, bỏ {gone}, sửa {changed}, chuyển chỗ {moved}."
)
ACTS = {"replaces": "thay thế", "amends": "sửa đổi", "repeals": "bãi bỏ"}
RELATION = "Văn bản tự ghi: {act} {number}."
HELD = "{said} Văn bản đó đang dùng: “{title}”."
WILL_REPLACE = "Khi công bố, văn bản này thay “{title}”."
REPLACE = "Thay {number}"
KEEP = "Không thay {number}"
STILL_IN_USE = "“{title}” vẫn đang dùng; muốn thôi dùng, gõ /phienban {number}."
ANSWERS_CHANGE = "Câu trả lời đổi ({count})"
ANSWER_CHANGES = "Với bản mới, câu trả lời đổi ở {count} câu hỏi."
NO_ANSWER = "không có câu trả lời"
SAMPLES = "Hỏi thử, trả lời từ chính văn bản này:"
SAMPLE_QUESTION = "{topic} thế nào?"
SAMPLE = "{question} → {answer}"
SET_FIGURES = "Thêm {added}, sửa {changed}, giữ nguyên {same}, không nhận {refused}."
BANK_FIGURES = (
    "Thêm {added}, sửa {changed}, giữ nguyên {same}, không nhận {refused}; "
    "{similar} câu gần giống câu khác, {doubtful} câu ghi đáp án ở hai nơi khác nhau."
)
ALREADY_KNOWN = "Tệp “{name}”: văn bản này đã có trong hệ thống, không cần nạp lại."
UNPACKED = "Đã mở “{name}”, đang đọc các tệp bên trong."
SUPERSEDED = "Bản nháp này đã được thay bằng bản nháp mới hơn."

PUBLISH = "Công bố"
TAKE_IN = "Đưa vào kho"
SUBMIT = "Gửi duyệt"
APPROVE = "Duyệt và công bố"
EDIT = "Sửa thông tin"
DISCARD = "Bỏ"
CHANGES = "Xem chỗ thay đổi"
LINES = "Xem từng dòng"
BACK = "Quay lại"
ALL = "Công bố tất cả"
REPLACES = "Thay thế văn bản khác"
MORE = "Xem tiếp"
PUBLISH_ANSWERS = ("cong bo", "công bố", "dang", "đăng")
DISCARD_ANSWERS = ("bo", "bỏ", "huy", "huỷ")

# correcting
WHICH_FIELD = "Sửa mục nào?"
TYPE_VALUE = "Xin gõ {label} mới. Đang là: {value}. Gõ “-” để để trống, /huy để thôi."
TYPE_DATE = (
    "Xin gõ {label} theo ngày/tháng/năm, ví dụ 15/3/2026. Đang là: {value}. Gõ “-” để để trống."
)
TYPE_REPLACED = "Văn bản này thay thế văn bản nào? Xin gõ số, ký hiệu hoặc tên văn bản cũ."
TYPE_RELATIONS = (
    "Xin gõ văn bản này làm gì với văn bản khác, ví dụ: thay thế 12-QĐ/TU; sửa đổi 3-NQ/TU; "
    "bãi bỏ 5-KH/TU. Đang là: {value}. Gõ “-” để để trống."
)
WRONG_RELATIONS = (
    "Chưa hiểu “{value}”. Xin gõ như: thay thế 12-QĐ/TU; sửa đổi 3-NQ/TU; bãi bỏ 5-KH/TU."
)
WRONG_DATE = "Chưa hiểu ngày “{value}”. Xin gõ theo ngày/tháng/năm, ví dụ 15/3/2026."
CORRECTED = "Đã sửa."

# deciding
PUBLISHED = "Đã công bố “{title}”. Từ giờ câu trả lời dùng văn bản này."
PUBLISHED_SET = "Đã công bố bộ hỏi đáp “{name}”."
PUBLISHED_MANY = "Đã công bố {count} tệp."
SUBMITTED = "Đã gửi duyệt “{title}”. Cần một người khác duyệt rồi mới công bố."
SUBMITTED_MANY = "Đã gửi duyệt {count} tệp."
NOT_PUBLISHED_MANY = "Còn {count} tệp chưa công bố được, xin xem từng tệp."
PUBLISHED_BANK = "Đã đưa “{name}” vào kho câu trắc nghiệm; câu mới và câu sửa chờ duyệt."
APPROVE_CLEAR = "Duyệt cả {count} câu"
APPROVE_EACH = "Duyệt từng câu"
APPROVED_CLEAR = "Đã duyệt {count} câu. Những câu cần xem kỹ vẫn chờ: /duyetcauhoi"
DISCARDED = "Đã bỏ “{title}”. Những gì đã công bố trước đó vẫn giữ nguyên."
APPROVAL_WANTED = "Có tệp chờ đồng chí duyệt: “{title}”."
REFUSED = {
    "unknown": "Không tìm thấy tệp này nữa.",
    "decided": "Tệp này đã được xử lý rồi.",
    "own": "Phải có người khác duyệt; người gửi không tự duyệt tệp của mình.",
    "empty": "Tên văn bản không để trống được.",
    "too_many": TOO_MANY,
}

# changes and lines
CHANGE_KINDS = {"added": "Thêm", "gone": "Bỏ", "changed": "Sửa", "moved": "Chuyển chỗ"}
CHANGE = "{kind} – {where}"
BEFORE = "Trước: {text}"
AFTER = "Nay: {text}"
OUTCOMES = {
    "added": "thêm mới",
    "changed": "sửa",
    "same": "giữ nguyên",
    "refused": "không nhận",
}
REASONS = {
    "no_question": "thiếu câu hỏi",
    "no_answer": "thiếu câu trả lời",
    "repeated": "câu hỏi đã có ở trên với câu trả lời khác",
}
LINE = "Câu {place}: {outcome} – {question}"
LINE_REFUSED = "Câu {place}: {outcome} vì {reason} – {question}"
LINE_SIMILAR = " (gần giống câu số {similar})"
LINE_NEAR = " (gần giống câu {near} trong tệp)"
LINE_DOUBTFUL = " (hai nơi ghi đáp án khác nhau)"
LINE_UNREAD = "Dòng {row}: {outcome} vì {reason}"

# lists
COMMAND_REVIEW = "Duyệt các tệp đã gửi"
NOTHING_WAITS = "Không có tệp nào đang chờ. Gửi tệp vào đây để nạp văn bản hoặc bộ hỏi đáp."
WAITING = "Đang có {count} tệp chờ:"
WAITING_LINE = "{title} – {state}"
BATCH_READ = "Đã đọc xong {count} tệp:"
BATCH_LINE = "{count} tệp {state}"

# versions
COMMAND_VERSIONS = "Phiên bản, khôi phục, thu hồi văn bản"
WHICH_DOCUMENT = "Xin gõ kèm số hoặc tên văn bản, ví dụ: /phienban 02-KH/TU"
VERSIONS = "“{title}” – {status}. Các phiên bản:"
VERSION = "Phiên bản {version} ({state}): {file}, {passages} đoạn, {date}"
VERSION_STATES = {"draft": "nháp", "current": "đang dùng", "past": "cũ"}
RESTORE = "Khôi phục bản {version}"
RESTORE_RETIRED = "Dùng lại văn bản"
RETIRE = "Thu hồi văn bản"
RESTORED = "Đã khôi phục “{title}”, phiên bản {version}."
RETIRED = "Đã thu hồi “{title}”; văn bản không còn dùng để trả lời nhưng vẫn xem được."
