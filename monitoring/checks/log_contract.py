"""The file that `log-contract` names cannot be read as a log contract.

Why: the contract says which fields the lines of each log hold. The service writes it from its own telemetry,
the tool reads it to prove that queries ask for fields that are really logged. Without a readable contract
nothing of that is proved.

Fix: correct the path, which starts at the folder of `monitoring.yaml`, or let the service write the file
again. Its JSON Schema is `docs/log-contract.schema.json`.

Bad:

    log-contract: service/log-contracts.json

Good:

    log-contract: service/log-contract.json
"""

from collections.abc import Iterator
from pathlib import Path as FilePath

from monitoring.contract import read_contract
from monitoring.finding import Finding
from monitoring.spec.root import Spec


def check(spec: Spec) -> Iterator[Finding]:
    """What is wrong with the contract's file, if one is named."""
    if spec.log_contract is not None:
        _, findings = read_contract(FilePath(spec.folder, spec.log_contract))
        yield from findings
