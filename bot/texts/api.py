"""What programmers read who ask through the interface, and the errors it gives."""

TITLE = "Giao diện hỏi đáp cho chương trình khác"
SUMMARY = "Hỏi một câu, hay vài câu nối tiếp nhau; trả lời câu cuối cùng kèm nguồn."
INTRODUCTION = (
    "Chương trình khác của cơ quan hỏi được bằng một yêu cầu HTTP. Cần một khoá do quản trị tạo: "
    "hoidap admin api-key create TÊN. Khoá chỉ hiện một lần; gửi kèm trong tiêu đề Authorization."
)
REQUEST = "Yêu cầu"
FOLLOW_UP = (
    "Câu hỏi nối tiếp: thêm “conversation” là một tên do chương trình tự đặt (chữ không dấu, số, "
    "dấu . _ : -, tối đa 64 ký tự); câu sau được hiểu theo các câu trước cùng tên. Không đặt tên "
    "theo họ tên người hỏi."
)
TURNS = (
    "Hoặc gửi mọi câu theo thứ tự trong “turns”, máy chủ không giữ lại gì; câu cuối được trả lời."
)
FROM_A_PAGE = (
    "Trang web gọi thẳng từ trình duyệt (CORS) được khi địa chỉ của trang có trong web.sites. Khoá "
    "trong mã của trang thì ai cũng đọc được: chỉ làm vậy ở trang nội bộ, với mức hỏi thấp."
)
AS_OF = "Hỏi theo văn bản có hiệu lực vào một ngày: thêm “as_of”, ví dụ 2025-01-31."
RESPONSE = "Trả lời"
RESPONSE_NOTE = (
    "“answered” là false và “kind” là none khi các văn bản không có nội dung được hỏi; "
    "“suggestions” là những câu hỏi gần nhất."
)
ERRORS_TITLE = "Lỗi"
ERRORS_NOTE = 'Lỗi nào cũng có mã và một câu: {"error": {"code": …, "message": …}}.'
STATUS, CODE, MEANING = "Mã HTTP", "code", "Ý nghĩa"
SCHEMA = "Mô tả OpenAPI"

PLACEHOLDER = "…"
ERRORS = {
    "no_key": (401, "Thiếu khoá, hoặc khoá không còn dùng. Gửi tiêu đề Authorization: Bearer hd_…"),
    "not_json": (400, "Nội dung không phải JSON, hoặc thiếu “question” hay “turns”."),
    "wrong_type": (415, "Content-Type phải là application/json."),
    "empty": (400, "Câu hỏi không có chữ nào."),
    "too_long": (
        413,
        "Câu hỏi dài quá mức cho phép: mỗi câu tối đa {limit} ký tự, một lần tối đa {turns} câu.",
    ),
    "too_large": (413, "Nội dung gửi lên lớn quá {kib} KiB."),
    "wrong_conversation": (
        400,
        "“conversation” phải là chữ không dấu, số, dấu . _ : -, tối đa 64 ký tự, và đi với "
        "“question”, không đi với “turns”.",
    ),
    "wrong_day": (400, "“as_of” phải là ngày không ở tương lai, viết như 2025-01-31."),
    "too_many": (429, "Khoá này đã hỏi hết số câu cho phép. Thử lại sau {seconds} giây."),
    "failed": (503, "Hệ thống đang gặp trục trặc. Thử lại sau ít phút."),
}
