"""`make bench`: how fast the compiler is, always beside something measured in the same minute.

Machines are noisy and differ, so that a time alone says little. A benchmark times two things in turns and
compares the medians; `python -m benchmarks [NAME..]` prints the ratios and fails when a target is missed.
"""
