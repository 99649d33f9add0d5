"""Findings for people (text), programs (json), pull requests (github) and code scanners (sarif)."""
