"""Family C, time: dates that move, dates that pass, and entries that come late."""
