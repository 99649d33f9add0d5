"""The documentation page of every check, for `monitoring explain`, docs/checks.md and code scanning."""
