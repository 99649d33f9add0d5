"""What happens after an alarm: shared by the functions that notify, escalate and report."""
