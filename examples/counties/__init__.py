"""Two counties that nobody lives in, told as events: one whose plan should be doubted, and one whose should not."""
