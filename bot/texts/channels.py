"""What the person who runs the bot reads about its channels, in the log."""

READY = "{channel}: đã sẵn sàng."
TOKEN_REFUSED = (
    "{channel}: token không đúng hoặc đã bị đổi, kênh này dừng. "
    "Xin lấy lại token rồi khởi động lại."
)
OTHER_POLLER = (
    "{channel}: có chương trình khác đang nhận tin bằng cùng token. "
    "Xin tắt chương trình kia; kênh này thử lại sau {seconds:.0f} giây."
)
WEBHOOK_SET = (
    "{channel}: token này đang đặt webhook nên không nhận tin trực tiếp được. "
    "Xin gỡ webhook rồi khởi động lại."
)
QUOTA = "{channel}: đã hết hạn mức gửi hoặc nhận của gói; thử lại sau {seconds:.0f} giây."
UNREACHABLE = "{channel}: chưa liên lạc được với máy chủ, thử lại sau {seconds:.0f} giây."
BLOCKED = "{channel}: một người nhận đã chặn hoặc gỡ bot, không gửi nữa."
REFUSED = "{channel}: nền tảng không nhận một tin, tin ấy bị bỏ ({reason})."
UNCLEAR = "{channel}: mất kết nối khi đang gửi, chưa rõ tin đã tới hay chưa ({reason})."
THROTTLED = "{channel}: gửi quá nhanh, nền tảng yêu cầu chờ {seconds:.0f} giây."
LATER = "{channel}: chưa gửi được, sẽ gửi lại ({reason})."
UPDATE_UNKNOWN = "{channel}: một loại tin chương trình chưa biết, được bỏ qua ({reason})."
WEBHOOK_REFUSED = (
    "{channel}: nền tảng không nhận địa chỉ webhook ({reason}). "
    "Xin xem webhook_url trong config.yaml."
)

FILE_TOO_BIG = (
    "Telegram chỉ cho bot nhận tệp đến {limit} MB. "
    "Xin gửi tệp này qua trang quản trị (gõ /dangnhap), hoặc chia nhỏ tệp."
)
FILE_GONE = "{channel} không còn giữ tệp này. Xin gửi lại."

# Zalo OA
WRONG_SIGNATURE = (
    "{channel}: một tin tới webhook có chữ ký không đúng, đã từ chối. "
    "Nếu tin của người dùng không tới được, xin xem lại HOIDAP_ZALO_OA_SECRET_KEY."
)
LOGIN_NEEDED = (
    "{channel}: chưa đăng nhập hoặc phép truy cập đã hết hạn, chưa gửi được tin. "
    "Xin chạy: hoidap zalo-oa login"
)
TOKEN_NOT_RENEWED = "{channel}: chưa gia hạn được phép truy cập, sẽ thử lại ({reason})."
INCOMPLETE = "{channel}: kênh chưa mở vì còn thiếu {names}."
WINDOW_CLOSED = "người nhận không nhắn gì cho OA đã quá 7 ngày"
PAID_QUOTA_SPENT = "đã quá 48 giờ từ lúc người nhận nhắn, và gói hết số tin gửi ngoài 48 giờ"
