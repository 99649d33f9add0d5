"""A file that `monitoring.yaml` names does not exist.

Why: the guide links its documents, the API specification, the error codes and the troubleshooting guide; a
link that leads nowhere is found by whoever needs it during an incident.

Fix: correct the path, which starts at the folder of `monitoring.yaml`, or write the document.

Bad:

    documents:
      error-codes: {file: docs/errors.txt}

Good:

    documents:
      error-codes: {file: docs/error-codes.md}
"""

from collections.abc import Iterator
from pathlib import Path as FilePath
from typing import Final

from monitoring.finding import Finding, Path, error
from monitoring.spec.root import Spec
from monitoring.suggest import closest

CHECK: Final = "missing-document"


def check(spec: Spec) -> Iterator[Finding]:
    """Documents whose file is not there; the only check that looks beyond the spec."""
    for name, document in spec.documents.items():
        file = FilePath(spec.folder, document.file)
        if not file.is_file():
            path: Path = ("documents", name, "file")
            yield error(CHECK, path, f"`{document.file}` does not exist", _way_out(document.file, file))


def _way_out(written: str, file: FilePath) -> str:
    beside = [other.name for other in file.parent.glob("*.md")] if file.parent.is_dir() else []
    if close := closest(file.name, sorted(beside)):
        return f"did you mean `{written.removesuffix(file.name)}{close}`?"
    return "write the document, or correct its path"
