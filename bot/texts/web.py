"""What people read on the web page around the conversation."""

TITLE = "Hỏi đáp Nghị quyết"
SUBTITLE = "Trả lời từ chính văn bản của cơ quan, có ghi nguồn"
DESCRIPTION = "Hỏi về nghị quyết, chương trình, hướng dẫn và nhận câu trả lời có trích dẫn nguồn."
SKIP = "Đến ô nhập câu hỏi"
LOG = "Cuộc trò chuyện"
BEFORE = "Đã nói trước đó"
YOU = "Bạn hỏi"
BOT = "Trả lời"
LABEL = "Câu hỏi"
PLACEHOLDER = "Nhập câu hỏi…"
SEND = "Gửi"
TYPING = "Đang tìm trong văn bản…"
SOURCE = "Nguồn"
CHOICES = "Có thể chọn"
CHOSEN = "đã chọn"
TIME_LEFT = "Thời gian còn lại"
RETRY = "Gửi lại"
CLEAR = "Cuộc trò chuyện mới"
CLEAR_SURE = "Xoá cuộc trò chuyện này và bắt đầu lại?"
CLEAR_YES = "Xoá, bắt đầu lại"
CLEAR_NO = "Giữ lại"
NOTE_KEYS = "Enter để gửi, Shift + Enter để xuống dòng."
NOTE = "Khi dùng chính thức, xin đối chiếu văn bản gốc."
TO_THE_CHAT = "Đến trang hỏi đáp"
NO_SCRIPT = "Trang này cần JavaScript. Xin bật JavaScript trong trình duyệt rồi tải lại trang."

WIDGET = {"title": TITLE, "open": "Hỏi đáp", "close": "Đóng hỏi đáp"}

UNREACHABLE = "Chưa gửi được câu hỏi. Xin kiểm tra kết nối mạng rồi gửi lại."
FAILED = "Hệ thống đang bận, chưa trả lời được. Xin gửi lại sau ít phút."
TOO_LARGE = "Nội dung gửi lên quá dài. Xin hỏi ngắn lại."
MALFORMED = "Yêu cầu gửi lên không đúng dạng."
NOT_SERVED = {
    "not_found": "Không có trang này.",
    "wrong_method": "Địa chỉ này không nhận cách gọi ấy.",
    "failed": FAILED,
}
