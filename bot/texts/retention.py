"""What admins read about data that goes by age."""

KINDS = {
    "messages": "tin đã trả lời, tin đã gửi",
    "conversations": "cuộc trò chuyện bỏ không",
    "feedback": "ý kiến về câu trả lời",
    "practice": "kết quả luyện tập bỏ không",
    "contests": "người dự hội thi đã xong (bỏ tên, giữ kết quả)",
    "uploads": "tệp gửi vào đã bỏ, không nhận",
    "broadcasts": "thông báo đã gửi",
    "codes": "mã, phiên đăng nhập hết hạn; bộ đếm",
}
HELP = "Xem dữ liệu nào giữ bao lâu, đêm nào đã xoá gì, lần tới xoá gì."
AT_ONCE = "Xoá ngay những gì đã quá hạn, không chờ đến đêm."
COLUMNS = ("Dữ liệu", "Thiết lập", "Giữ (ngày)", "Lần tới xoá")
OWN_END = "theo hạn của từng mã"
NEXT = "Lần xoá tới: {at}."
RUN_COLUMNS = ("Đêm", "Xong lúc", "Đã xoá")
NO_RUNS = "Chưa xoá đêm nào."
UNDER_WAY = "chưa xong"
NOTHING = "không có gì quá hạn"
DATE = "%d/%m/%Y"
