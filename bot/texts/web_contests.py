"""What organisers read on their page."""

TAB = "Hội thi"
NEW = "Hội thi mới"
BACK = "Danh sách hội thi"
FILE = "Thể lệ (YAML)"
CHOOSE = "Nạp từ tệp .yaml"
HINT = "Sửa tệp mẫu dưới đây, hoặc nạp tệp của mình. Bấm “Soát” chưa thay đổi gì."
CHECK = "Soát"
SAVE = "Lưu hội thi"
CANCEL = "Thôi"
CHANGE = "Sửa thể lệ"
OPEN = "Mở hội thi"
CLOSE = "Đóng hội thi"
ROUND = "Vòng"
TOGETHER = "Cộng dồn"
PROGRESS = "Tiến độ"
STANDINGS = "Xếp hạng"
DOWNLOADS = "Số liệu, giấy chứng nhận"
WEEKS = "Báo cáo tuần"
APPEAL = "Phúc khảo"
KEYS = "Sửa đáp án"
ESSAYS = "Chấm bài tự luận"
DRAW = "Chứng minh bốc đề"
PEOPLE = "Cá nhân"
UNITS = "Đơn vị"
WORKBOOK = "Số liệu (.xlsx)"
WEEK = "Tuần có ngày"
WEEK_LINE = "{week}: {people} người, {attempts} bài"
WEEK_FILE = "Tải về (.xlsx)"
NO_WEEKS = "Chưa có tuần nào kết thúc."
SHOW = "Xem"
TOP = "Số hạng đầu"
EVERYBODY = "mọi người đã thi"
CERTIFICATES = "Giấy chứng nhận (.pdf)"
ATTEMPT = "Bài số"
ITEM = "Câu số (trong kho)"
RIGHT = "Phương án đúng (A–F), như in trong kho"
VOID = "hủy câu: tính đúng cho mọi người"
REASON = "Lý do"
PREVIEW = "Xem trước ai đổi hạng"
CONFIRM = "Sửa và tính lại"
RECOUNT = "Tính lại mọi bài"
VERIFY = "Bốc lại và so"
LINE = "{state}, {rounds} vòng, {opens} – {closes}"
NOBODY = "Chưa có ai."
NO_ESSAYS = "Chưa có bài tự luận nào được nộp."
NO_UNIT = "Không ghi đơn vị"
ALL = "Tất cả"
WRONG_DAY = "Xin chọn một ngày."
WRONG_NUMBER = "Xin ghi một số từ 1 trở lên."
TOO_LONG = "Thể lệ quá dài."
KEY_OR_VOID = "Xin ghi phương án đúng, hoặc đánh dấu hủy câu (chỉ một trong hai)."
CHANGED_NOTHING = "Đây mới là xem trước, chưa sửa gì."
PROGRESS_COLUMNS = ("Đơn vị", "Đăng ký", "Đã vào thi", "Đã nộp")
ROUND_LINE = "{title}: {opens} – {closes}"

SCRIPT = {
    "show": SHOW,
    "none": "Chưa có hội thi nào.",
    "nothing": NOBODY,
    "openSure": "Mở hội thi “{title}”? Thành viên sẽ thấy và đăng ký được.",
    "closeSure": "Đóng hội thi “{title}”? Sẽ không nhận bài mới nữa.",
    "keySure": "Sửa đáp án và tính lại mọi bài?",
    "unreachable": "Không kết nối được máy chủ. Xin thử lại.",
    "grade": "Chấm",
    "points": "Điểm",
    "note": "Nhận xét",
    "seal": "Cam kết bốc đề",
    "together": TOGETHER,
    "weekFile": WEEK_FILE,
    "noWeeks": NO_WEEKS,
}
