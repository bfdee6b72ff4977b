"""What editors read about signing in on their page."""

COMMAND_SIGN_IN = "Đăng nhập trang quản trị"
NOT_IN_GROUPS = "Xin nhắn riêng cho bot rồi gõ /dangnhap, vì ai mở đường dẫn cũng đăng nhập được."
LINK = "Mở đường dẫn này để đăng nhập, dùng một lần trong 15 phút: {link}"
