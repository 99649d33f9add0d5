"""Files that the CDK CLI uploads before it deploys. The construct Asset takes 70 ms to load."""

from hashlib import sha256
from pathlib import Path

from aws_cdk import FileAssetLocation, FileAssetPackaging, Stack, Stage


def publish(stack: Stack, content: bytes, ending: str) -> FileAssetLocation:
    """Have a file uploaded, named by a hash of its content; gives back where to."""
    source_hash = sha256(content).hexdigest()
    stage = Stage.of(stack)
    assert stage is not None  # every stack has one
    file = Path(stage.asset_outdir, f"asset.{source_hash}.{ending}")
    file.write_bytes(content)
    return stack.synthesizer.add_file_asset(
        source_hash=source_hash, file_name=file.name, packaging=FileAssetPackaging.FILE
    )
