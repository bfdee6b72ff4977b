"""What organisers read in reports, workbooks and certificates."""

# the week
WEEK_TITLE = "{title}: báo cáo tuần {first} – {last}"
WEEK_TOTAL = "Tổng cộng: {people} người dự thi, {attempts} bài."
WEEK_UNIT = "{unit}: {people} người, {attempts} bài, trung bình {average} điểm{quota}."
NO_UNIT = "Không ghi đơn vị"
QUOTA_MET = ", đạt chỉ tiêu {quota} bài"
QUOTA_MISSED = ", còn thiếu {missing} so với chỉ tiêu {quota} bài"
