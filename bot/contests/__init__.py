"""Online contests (hội thi trực tuyến): rules as data, the draw, attempts, rankings, reports."""
