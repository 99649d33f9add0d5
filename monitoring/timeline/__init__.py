"""What CloudWatch would do with a plan: log events and series in, states and notifications out.

It has its own clock, reads no other, and changes nothing.
"""
