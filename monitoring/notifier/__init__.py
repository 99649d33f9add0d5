"""From a notification of CloudWatch to one message that says what is wrong, how bad, and what to do first."""
