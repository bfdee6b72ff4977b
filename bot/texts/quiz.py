"""What is said about multiple-choice items."""

from knowledge.quizbank import QuizRefusal

REFUSALS: dict[QuizRefusal, str] = {
    QuizRefusal.NO_STEM: "không có câu hỏi",
    QuizRefusal.TOO_FEW_OPTIONS: "cần ít nhất 2 phương án",
    QuizRefusal.TOO_MANY_OPTIONS: "có quá 6 phương án",
    QuizRefusal.EMPTY_OPTION: "có phương án để trống",
    QuizRefusal.SAME_OPTIONS: "có hai phương án giống nhau",
    QuizRefusal.NO_KEY: "chưa có đáp án",
    QuizRefusal.KEY_OUTSIDE: "đáp án không ứng với phương án nào",
    QuizRefusal.SEVERAL_KEYS: "có nhiều đáp án đúng; mỗi câu chỉ một",
    QuizRefusal.REPEATED: "trùng với một câu ở trên trong tệp",
    QuizRefusal.CONTRADICTS: "trùng với một câu ở trên trong tệp mà đáp án lại khác",
    QuizRefusal.UNREADABLE: "không phải câu trắc nghiệm",
}
