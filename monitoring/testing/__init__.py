"""Unit tests of alarms, queries and filters: test files -> outcomes, coverage."""
