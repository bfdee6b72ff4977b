"""What admins and editors read about files they send in."""

GIVEN_UP = "Đọc tệp “{name}” nhiều lần không xong nên đã dừng. Xin gửi bản khác của tệp này."
FAILED = "Không đọc được tệp “{name}” vì hệ thống gặp trục trặc. Xin thử gửi lại."
NO_ROOM = "Máy chủ không còn chỗ hoặc không ghi được tệp. Xin báo người phụ trách máy chủ."
NOT_FETCHED = "Chưa lấy được tệp “{name}” từ {channel}. Xin gửi lại."
TOO_LARGE = "Tệp “{name}” lớn hơn mức cho phép ({limit} MB). Xin chia nhỏ hoặc nén bớt ảnh."
QUOTA = "Chỗ chứa tệp đã đầy. Xin bỏ bớt các tệp đang chờ, hoặc báo người phụ trách máy chủ."
