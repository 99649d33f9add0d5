"""Files become texts; what is wrong with a file is a finding."""

from pathlib import Path as FilePath

import pytest

from monitoring.document import MAX_BYTES, read


def file_findings(file: str | FilePath) -> list[tuple[str, str]]:
    document, findings = read(file)
    assert document.data is None
    assert all(document.locate(finding).line >= 1 for finding in findings)
    return [(finding.check, finding.message) for finding in findings]


def test_a_file_is_read(tmp_path: FilePath) -> None:
    file = tmp_path / "m.yaml"
    file.write_bytes(b"\xef\xbb\xbfa: \xe6\x97\xa5\n")
    document, findings = read(str(file))
    assert not findings
    assert document.file == str(file)
    assert document.data == {"a": "日"}
    assert document.place(("a",)).column == 4


def test_a_missing_file_is_a_finding(tmp_path: FilePath) -> None:
    file = tmp_path / "none.yaml"
    assert file_findings(file) == [("file-unreadable", f"{file} does not exist")]


def test_a_folder_is_a_finding(tmp_path: FilePath) -> None:
    assert file_findings(tmp_path) == [("file-unreadable", f"{tmp_path} is a folder, not a file")]


def test_a_forbidden_file_is_a_finding(tmp_path: FilePath, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("os.open", refuse)
    assert file_findings("m.yaml") == [("file-unreadable", "m.yaml may not be read by this user")]


@pytest.mark.parametrize("name", ["a\0b", "x" * 5000, "\ud800"])
def test_an_impossible_name_is_a_finding(name: str) -> None:
    assert [check for check, _ in file_findings(name)] == ["file-unreadable"]


def test_a_large_file_is_a_finding_with_the_limit(tmp_path: FilePath) -> None:
    file = tmp_path / "large.yaml"
    file.write_bytes(b"#" * (MAX_BYTES + 1))
    assert file_findings(file) == [
        ("file-unreadable", f"{file} is larger than 2,000,000 bytes, the most that is read")
    ]


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (b"a: 1\nb: \xff\n", "the byte 0xFF here is not UTF-8"),
        ("a: 日本語\n".encode("cp932"), "the byte 0x93 here is not UTF-8; the file looks like Shift_JIS"),
        ("a: 1\n".encode("utf-16"), "the byte 0xFF here is not UTF-8; the file looks like UTF-16"),
    ],
)
def test_another_encoding_is_a_finding(tmp_path: FilePath, raw: bytes, message: str) -> None:
    file = tmp_path / "m.yaml"
    file.write_bytes(raw)
    assert file_findings(file) == [("yaml-syntax", message)]


def test_a_wrong_byte_has_its_place(tmp_path: FilePath) -> None:
    file = tmp_path / "m.yaml"
    file.write_bytes(b"\xef\xbb\xbfa: \xe6\x97\xa5\nb: \xff\n")
    document, findings = read(file)
    assert (document.locate(findings[0]).line, document.locate(findings[0]).column) == (2, 4)
