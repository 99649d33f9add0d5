"""Files that no folder of cases can hold: missing, forbidden, endless, huge, in another encoding."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.support.running import Ran, check, run

ROOT = Path(__file__).parents[2]
SMALL = (Path(__file__).with_name("cases") / "58-environments-missing.yaml").read_text(encoding="utf-8")
VALID = f"{SMALL}environments: {{staging: {{}}, production: {{}}}}\n"
NOBODY = 65534
PATIENCE = 10.0
"""Seconds that no file may take; most take milliseconds, but machines are slow at times."""


def unreadable(name: str, message: str, fix: str) -> str:
    """All of the output about a file that cannot be opened."""
    return (
        f"{name}: error file-unreadable\n  {message}\n  fix: {fix}\n\n"
        f"1 error in {name}\nwhy, with examples: monitoring explain file-unreadable\n"
    )


def check_text(folder: Path, text: str | bytes) -> Ran:
    """Check a file with this text; in time, with an exit code, and without a word on standard error."""
    raw = text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass")
    (folder / "m.yaml").write_bytes(raw)
    start = time.monotonic()
    ran = check("m.yaml", "--today", "2026-12-01", folder=folder)
    assert time.monotonic() - start < PATIENCE
    assert ran.code in (0, 1)
    assert ran.err == ""
    return ran


def headings(ran: Ran) -> list[str]:
    """The places and messages of a run."""
    blocks = [block.splitlines() for block in ran.out.split("\n\n")[:-1]]
    return [f"{lines[0].split(' ')[0][7:-1]} {lines[-2].strip()}" for lines in blocks]


def test_the_small_file_is_valid(tmp_path: Path) -> None:
    assert check_text(tmp_path, VALID).code == 0


def test_missing_file(tmp_path: Path) -> None:
    fix = "go to the folder it is in, or name it: monitoring check FOLDER/monitoring.yaml"
    ran = check("m.yaml", folder=tmp_path)
    assert ran == (1, unreadable("m.yaml", "m.yaml does not exist", fix), "")
    assert check("", folder=tmp_path).out.splitlines()[1] == "  '' does not exist"
    assert check("no/such/m.yaml", folder=tmp_path).code == 1


def test_default_file_is_missing(tmp_path: Path) -> None:
    ran = run("check", folder=tmp_path)
    assert ran.code == 1
    assert ran.out.startswith("monitoring.yaml: error file-unreadable\n  monitoring.yaml does not exist\n")


def test_folder_instead_of_a_file(tmp_path: Path) -> None:
    (tmp_path / "m.yaml").mkdir()
    message, fix = "m.yaml is a folder, not a file", "name the file in it: m.yaml/monitoring.yaml"
    assert check("m.yaml", folder=tmp_path) == (1, unreadable("m.yaml", message, fix), "")


def test_file_in_a_file(tmp_path: Path) -> None:
    (tmp_path / "m.yaml").write_text(VALID, encoding="utf-8")
    ran = check("m.yaml/x", folder=tmp_path)
    assert ran.out.splitlines()[1] == "  'm.yaml/x' cannot be read: Not a directory"


def test_links_that_lead_nowhere(tmp_path: Path) -> None:
    (tmp_path / "broken.yaml").symlink_to("gone.yaml")
    (tmp_path / "loop.yaml").symlink_to("loop.yaml")
    message = "broken.yaml is a link to gone.yaml, which does not exist"
    said = unreadable("broken.yaml", message, "correct the link, or name the file itself")
    assert check("broken.yaml", folder=tmp_path).out == said
    loop = check("loop.yaml", folder=tmp_path).out
    assert "'loop.yaml' cannot be read: Too many levels of symbolic links" in loop


@contextmanager
def ordinary_user() -> Iterator[None]:
    """Not root, for whom there are no forbidden files."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


def test_no_read_permission() -> None:
    check("m.yaml", folder=Path(tempfile.gettempdir()))  # what it imports late, nobody may be allowed to
    with tempfile.TemporaryDirectory() as name:
        folder, file = Path(name), Path(name) / "m.yaml"
        folder.chmod(0o755)
        file.write_text(VALID, encoding="utf-8")
        file.chmod(0o000)
        with ordinary_user():
            ran = check("m.yaml", folder=folder)
        message, fix = "m.yaml may not be read by this user", "allow it: chmod u+r m.yaml"
        assert ran == (1, unreadable("m.yaml", message, fix), "")
        file.chmod(0o644)
        with ordinary_user():
            assert check("m.yaml", folder=folder).code == 0


def test_pipe_without_a_writer_does_not_wait(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "m.yaml")
    ran = check("m.yaml", folder=tmp_path)
    assert "m.yaml is empty, or has only comments" in ran.out


def test_pipe_with_a_writer_is_read(tmp_path: Path) -> None:
    command = f'"{sys.executable}" -m monitoring check <(sleep 0.3; cat m.yaml)'
    (tmp_path / "m.yaml").write_text(VALID, encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    words = ["bash", "-c", command]
    done = subprocess.run(words, cwd=tmp_path, env=environment, capture_output=True, check=False)
    assert done.stdout.startswith(b"no problems in /dev/fd/")


def test_devices() -> None:
    assert "/dev/null is empty, or has only comments" in check("/dev/null").out
    assert "/dev/zero is larger than 2,000,000 bytes" in check("/dev/zero").out
    assert check("/proc/self/mem").code == 1


def test_file_names_that_a_terminal_would_obey(tmp_path: Path) -> None:
    for name in ("\x1b[31mred.yaml", "two\nlines.yaml", "no\udcffutf8.yaml", "nul\0.yaml", "x" * 5000):
        ran = check(name, folder=tmp_path)
        assert ran.code == 1
        assert ran.out.isascii()
        assert not set(ran.out) & set("\x1b\0")
        assert len(ran.out.splitlines()) == 6


def test_ten_megabytes(tmp_path: Path) -> None:
    ran = check_text(tmp_path, VALID + "# padding\n" * 1_000_000)
    message = "m.yaml is larger than 2,000,000 bytes, the most that is read"
    assert ran.out == unreadable("m.yaml", message, "check that it is the right file")


@pytest.mark.parametrize(
    ("raw", "place", "message"),
    [
        (VALID.encode("utf-16"), "1:1", "the byte 0xFF here is not UTF-8; the file looks like UTF-16"),
        (VALID.encode("utf-16-le"), "1:1", "the file looks like UTF-16: it is full of zero bytes"),
        (VALID.encode("utf-32"), "1:1", "the byte 0xFF here is not UTF-8; the file looks like UTF-16"),
        (
            "# サブ目標".encode("cp932"),
            "1:3",
            "the byte 0x83 here is not UTF-8; the file looks like Shift_JIS",
        ),
        ("# サブ目標".encode("euc_jp"), "1:3", "the byte 0xA5 here is not UTF-8; the file looks like EUC-JP"),
        (b"title: caf\xe9\n", "1:11", "the byte 0xE9 here is not UTF-8"),
        ("title: \ud800\udfff\n", "1:8", "the byte 0xED here is not UTF-8"),
        (bytes(range(256)), "3:115", "the byte 0x80 here is not UTF-8"),
    ],
)
def test_other_encodings(tmp_path: Path, raw: bytes | str, place: str, message: str) -> None:
    assert headings(check_text(tmp_path, raw)) == [f"{place} {message}"]


def test_bytes_that_nobody_sees(tmp_path: Path) -> None:
    ran = check_text(tmp_path, VALID.replace("title: Shop", "title: Sh\0op"))
    assert headings(ran) == ["2:32 the invisible control character U+0000 is not allowed"]


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("start", ["", "\ufeff"])
def test_line_endings_and_byte_order_marks_change_no_place(tmp_path: Path, ending: str, start: str) -> None:
    broken = VALID.replace("locale: en", "locale: 英語").replace("above: 45 s", "above: 45s")
    broken = broken.replace("Look at the log", '"ログを見る {facts.function.memori}"')
    ran = check_text(tmp_path, start + broken.replace("\n", ending))
    assert ran.out == check_text(tmp_path, broken).out
    assert [heading.split(" ")[0] for heading in headings(ran)] == ["3:9", "28:22"]
    assert "\r" not in ran.out


LAUGHS = "a0: &a0 [ha]\n" + "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 40))
ALARM = "  a{}: {{watch: duratoin{}, warning: {{above: 45 s}}, route: shop, runbook: slow}}\n"


@pytest.mark.parametrize(
    ("text", "first", "findings"),
    [
        (LAUGHS, "7:5 more than 200,000 values, counting what aliases repeat", 1),
        ("[" * 100_000, "1:101 nested deeper than 100 levels", 1),
        ("{a: " * 100_000, "1:401 nested deeper than 100 levels", 1),
        ("- " * 100_000, "1:201 nested deeper than 100 levels", 1),
        ("{" * 100_000, "1:2 a list, mapping or alias stands where a key should, and keys are texts", 101),
        ("x: &x [*x]\n", "1:8 the alias `*x` stands inside what it repeats, which would never end", 3),
        ("version: 1\n" + "a: 1\n" * 100_000, "3:1 `a` stands here again, first on line 2", 101),
        ("".join(f"k{n}: 1\n" for n in range(100_000)), "1:1 unknown key `k0` at the top level", 101),
        ("alarms:\n" + "".join(f"  K{n}: 1\n" for n in range(50_000)), "2:3 `K0` is no name", 101),
        ("a: b: c\n" * 100_000, "1:5 a second colon with a blank after it stands in this line", 101),
        ("\ta: b\n" * 100_000, "1:1 a tab indents this line, and YAML indents with blanks only", 101),
        ("\x01" * 1_000_000, "1:1 the invisible control character U+0001 is not allowed", 101),
        ("a: " + "日本" * 166_000, "1:1 unknown key `a` at the top level", 2),
        ('a: "' + "x" * 1_000_000, '1:4 the " that opens here is never closed', 1),
        ("? " + "k" * 1_000_000 + "\n: 1\n", "1:3 unknown key `kkk", 2),
        ("version: " + "9" * 1_000_000, "1:10 `999999999999999999999999999999999999999…` has 10000", 2),
        ("<<<<<<< x\n" * 100_000, "1:1 the file expects keys with values", 1),
        ("# monitoring: allow x\n" * 5_000 + VALID, "1:1 unknown check `x`", 5000),
    ],
    ids=lambda value: repr(value)[:30],
)
def test_texts_without_an_end_end_soon(tmp_path: Path, text: str, first: str, findings: int) -> None:
    ran = check_text(tmp_path, text)
    assert any(heading.startswith(first) for heading in headings(ran)), headings(ran)[:3]
    assert len(headings(ran)) == findings
    assert max(map(len, ran.out.splitlines())) < 1200


def test_thousands_of_misspelt_names_are_all_named(tmp_path: Path) -> None:
    before, after = VALID.split("alarms:\n")
    many = "".join(ALARM.format(number, number) for number in range(2_000))
    ran = check_text(tmp_path, f"{before}alarms:\n{many}{after}")
    assert sum("unknown metric" in heading for heading in headings(ran)) == 2_000


def test_too_many_environments(tmp_path: Path) -> None:
    many = ", ".join(f"e{number}: {{}}" for number in range(50_000))
    ran = check_text(tmp_path, f"{SMALL}environments: {{{many}}}\n")
    assert headings(ran) == ["35:1 `environments` has 50,000 entries; 1 to 20 are possible"]
