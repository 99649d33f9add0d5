"""Pages of what is found while the file is read, before any check runs."""

from typing import Final

_UNREADABLE = """The file cannot be read at all.

Why: it does not exist, it is a folder, its permissions forbid it, or it is far larger than any specification.
Nothing is checked and nothing is written until it can be read.

Fix: run the command in the folder of monitoring.yaml, or name the file.

Bad:

    monitoring check monitoring

Good:

    monitoring check monitoring/monitoring.yaml
"""

_SYNTAX = """The file is not the YAML that every reader understands in the same way.

Why: indentation with tabs, a key that stands twice, or a bracket that is never closed leave it open what is
meant. Words such as `on`, `no` and `010` are read as true, false and 8 by some readers and as text by
others; a threshold must not depend on who reads it.

Fix: the finding says what to write; quotes make any value a text.

Bad:

    alarms:
      duration:
        warning: {above: 010}
      duration:
        warning: {above: 45 s}

Good:

    alarms:
      duration:
        warning: {above: 45 s}
"""

_SCHEMA = """A key or a value is not one that its place knows.

Why: a misspelt key would otherwise be a setting that silently never applies, and a number without its unit
would be compared as whatever unit the metric happens to have.

Fix: use the key that the finding suggests; docs/spec.md lists all keys, and an editor that knows YAML
completes them from monitoring.schema.json.

Bad:

    duration:
      watch: function-duration-p95
      warning: {abov: 45s}

Good:

    duration:
      watch: function-duration-p95
      warning: {above: 45 s}
"""

_OVERRIDE = """An environment changes something that does not exist.

Why: after an entry is renamed, its override would silently change nothing, and staging would behave like
production without anybody having decided so. What is the same everywhere (service, region, locale) cannot
be changed by an environment either.

Fix: correct the name, or remove the override.

Bad:

    environments:
      staging:
        alarms:
          durations: {warning: {above: 50 s}}

Good:

    environments:
      staging:
        alarms:
          duration: {warning: {above: 50 s}}
"""

PAGES: Final = {
    "file-unreadable": _UNREADABLE,
    "override-matches-nothing": _OVERRIDE,
    "schema": _SCHEMA,
    "yaml-syntax": _SYNTAX,
}
"""Docstring of each id; the layout is that of a check's."""
