"""One module a command: `NAME`, `SUMMARY`, `add_arguments` and `run`, which returns the exit code."""
