"""Write the generated pages, or with --check say which are out of date."""

import sys
from argparse import ArgumentParser
from collections.abc import Sequence
from pathlib import Path

from monitoring.docs.pages import ROOT, build_pages
from monitoring.output.terminal import write


def main(words: Sequence[str] | None = None, root: Path = ROOT) -> int:
    """Write what has changed; with --check only name it, and return 1 if there is any."""
    parser = ArgumentParser(prog="python -m monitoring.docs", description="Write the generated pages.")
    parser.add_argument(
        "--check", action="store_true", help="write nothing; exit code 1 if a page would change"
    )
    arguments = parser.parse_args(words)
    changed = {name: text for name, text in build_pages(root).items() if not _holds(root / name, text)}
    for name, text in changed.items():
        if arguments.check:
            write(f"{name} is out of date; run `make docs`\n", sys.stderr)
        else:
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_text(text, encoding="utf-8")
            write(f"{name} written\n")
    return 1 if changed and arguments.check else 0


def _holds(file: Path, text: str) -> bool:
    return file.is_file() and file.read_bytes() == text.encode()


if __name__ == "__main__":
    sys.exit(main())
