"""What the person reads who joins the bot to an Official Account on Zalo."""

# the page Zalo sends them back to
TITLE = "Kết nối Zalo OA"
CONNECTED = "Đã kết nối với Zalo OA. Có thể đóng trang này."
DENIED = "Zalo chưa cho phép kết nối. Xin chạy lại “hoidap zalo-oa login” và bấm đồng ý."
STATE_UNKNOWN = (
    "Lần đăng nhập này không còn hiệu lực hoặc không bắt đầu từ máy này. "
    "Xin chạy lại: hoidap zalo-oa login"
)
CODE_REFUSED = "Zalo không nhận mã này ({reason}). Xin chạy lại: hoidap zalo-oa login"
UNREACHABLE = "Chưa liên lạc được với Zalo. Xin chạy lại sau ít phút: hoidap zalo-oa login"

# the commands
GROUP = "Kết nối với Zalo Official Account."
LOGIN = "Đăng nhập: cho phép bot thay mặt OA nhận và gửi tin."
LOGIN_CODE = "Mã hoặc cả địa chỉ mà Zalo đưa về, khi trang web không tự nhận được."
STATUS = "Xem phép truy cập, hạn mức tin và các tin chưa gửi được."
NOT_SET_UP = (
    "Chưa đủ thiết lập: cần zalo_oa.app_id trong config.yaml và HOIDAP_ZALO_OA_APP_SECRET "
    "trong .env. Xem docs/kenh.md."
)
OPEN = "1. Ở developers.zalo.me, đặt Official Account Callback Url là:\n   {callback}"
THEN_OPEN = "2. Mở địa chỉ này bằng tài khoản quản trị OA, bấm đồng ý:\n   {address}"
FINISH = (
    "3. Nếu trang báo đã kết nối là xong. Nếu trang không mở được, chép cả địa chỉ của trang ấy "
    'rồi chạy: hoidap zalo-oa login --code "ĐỊA CHỈ"'
)
PASTE = "3. Trang báo đã kết nối thì bấm Enter; trang không mở được thì dán cả địa chỉ của nó: "
NOT_YET = "Chưa thấy Zalo đưa về. Xin làm bước 2, hoặc Ctrl-C để thôi."
DONE = "Đã kết nối với Zalo OA {oa_id}."

LOGGED_OUT = "Chưa đăng nhập. Xin chạy: hoidap zalo-oa login"
LOGGED_IN = "Đã đăng nhập OA {oa_id} lúc {since}."
LOGIN_AGAIN = "Zalo đã từ chối gia hạn lúc {at}. Xin chạy lại: hoidap zalo-oa login"
ACCESS_UNTIL = "Phép truy cập đến {until}, tự gia hạn; nếu máy tắt thì gia hạn được đến {refresh}."
QUOTA = "{name}: còn {remain}/{total} (Zalo báo lúc {at})"
QUOTAS = {
    "reply": "Tin trả lời trong 48 giờ (người nhắn gần nhất)",
    "sub_quota": "Tin của gói",
    "purchase_quota": "Tin mua thêm",
    "reward_quota": "Tin được tặng",
}
NO_QUOTA = "Chưa có hạn mức: Zalo báo khi tin đầu tiên được gửi."
PEOPLE = (
    "Người nhắn trong 48 giờ (gửi miễn phí): {free}; trong 7 ngày (tính vào gói): {paid}; "
    "lâu hơn (không gửi được): {closed}."
)
WAITING = "Đang chờ trả lời: {incoming}; đang chờ gửi: {outgoing}."
GIVEN_UP = "Không gửi được, đã bỏ: {count} tin ({reason})"
