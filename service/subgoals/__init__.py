"""The Lambda package: one request in, eight sub-goals out, every step logged as the log contract says."""
