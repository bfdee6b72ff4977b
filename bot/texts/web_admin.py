"""What admins and editors read on their page."""

TITLE = "Quản trị"
SKIP = "Đến phần nạp tệp"
TO_CHAT = "Trang hỏi đáp"
SIGN_OUT = "Đăng xuất"

# signing in
SIGN_IN_TITLE = "Đăng nhập quản trị"
SIGN_IN_HINT = (
    "Gõ /dangnhap trong Telegram để nhận đường dẫn đăng nhập, hoặc nhờ người phụ trách máy chủ "
    "chạy “hoidap admin login-code”. Đường dẫn dùng một lần, trong 15 phút."
)
SIGN_IN_CODE = "Mã đăng nhập"
SIGN_IN = "Đăng nhập"
SIGN_IN_AGAIN = "Phiên đăng nhập đã hết. Xin đăng nhập lại."
WRONG_CODE = "Mã không đúng, đã dùng hoặc đã hết hạn. Xin lấy mã mới."
TOO_MANY_TRIES = "Đã thử sai nhiều lần. Xin chờ 10 phút rồi thử lại."
NOT_FOR_YOU = "Tài khoản này không có quyền làm việc đó."
MALFORMED = "Yêu cầu không hợp lệ. Xin tải lại trang."
NO_SCRIPT = "Trang này cần JavaScript. Xin bật JavaScript rồi tải lại."

# sending files
FILES = "Nạp tệp"
DROP = "Kéo thả tệp vào đây, hoặc"
CHOOSE = "Chọn tệp"
DROP_HINT = (
    "Word, Excel, PDF, ảnh chụp, .zip… nhiều tệp một lúc được. Văn bản và bộ câu hỏi đều nạp ở đây."
)
WAITING = "Đang chờ"
NOTHING_WAITS = "Không có tệp nào đang chờ."
ENDED = "Đã xử lý gần đây"

# the review
REPLACES = "Thay thế văn bản (số hoặc tên văn bản cũ)"
SAVE = "Lưu thông tin"
DISCARD = "Bỏ"
SHOW_CHANGES = "Xem chỗ thay đổi"
SHOW_LINES = "Xem từng dòng"
SAMPLES = "Hỏi thử, trả lời từ chính văn bản này"

# documents
DOCUMENTS = "Văn bản"
NUMBER = "Số, ký hiệu"
NAME = "Tên văn bản"
DATE = "Ngày"
STANDING = "Tình trạng"
ACTIONS_COLUMN = "Thao tác"
STATUSES = {
    "draft": "nháp",
    "upcoming": "chưa có hiệu lực",
    "published": "đang dùng",
    "expired": "hết hiệu lực",
    "retired": "đã thu hồi",
}

# audit
AUDIT = "Nhật ký"
AT = "Lúc"
WHO = "Ai"
WHAT = "Việc"
ABOUT = "Về"

SCRIPT = {
    "unreachable": "Không kết nối được máy chủ. Xin thử lại.",
    "sending": "đang gửi {percent}%",
    "sent": "đã gửi",
    "notSent": "chưa gửi được",
    "again": "Gửi lại",
    "nothing": NOTHING_WAITS,
    "save": SAVE,
    "discard": DISCARD,
    "discardSure": "Bỏ “{title}”?",
    "changes": SHOW_CHANGES,
    "lines": SHOW_LINES,
    "samples": SAMPLES,
    "replaces": REPLACES,
    "answersChange": "Câu trả lời đổi ({count})",
    "before": "Trước",
    "after": "Nay",
    "by": "{by} gửi lúc {at}",
    "versions": "Phiên bản",
    "restore": "Khôi phục bản {version}",
    "use": "Dùng lại",
    "retire": "Thu hồi",
    "retireSure": "Thu hồi “{title}”? Văn bản sẽ không dùng để trả lời nữa.",
    "signInAgain": SIGN_IN_AGAIN,
    "unsaved": "Xin bấm “Lưu thông tin” trước khi công bố.",
}
