"""Files that the CDK CLI uploads before it deploys. The construct Asset takes 70 ms to load."""

from hashlib import sha256
from pathlib import Path
from shutil import copyfile

from aws_cdk import FileAssetLocation, FileAssetPackaging, Stack, Stage


def publish(stack: Stack, content: bytes, ending: str) -> FileAssetLocation:
    """Have some bytes uploaded, named by their hash; gives back where to."""
    source_hash = sha256(content).hexdigest()
    file = _place(stack, source_hash, f".{ending}")
    file.write_bytes(content)
    return _add(stack, source_hash, file)


def publish_file(stack: Stack, source: Path) -> FileAssetLocation:
    """Have a file uploaded that is named by its content; all stacks of an app share one copy."""
    file = _place(stack, source.stem, source.suffix)
    if not file.exists():
        copyfile(source, file)
    return _add(stack, source.stem, file)


def _place(stack: Stack, source_hash: str, suffix: str) -> Path:
    stage = Stage.of(stack)
    assert stage is not None  # every stack has one
    return Path(stage.asset_outdir, f"asset.{source_hash}{suffix}")


def _add(stack: Stack, source_hash: str, file: Path) -> FileAssetLocation:
    return stack.synthesizer.add_file_asset(
        source_hash=source_hash, file_name=file.name, packaging=FileAssetPackaging.FILE
    )
