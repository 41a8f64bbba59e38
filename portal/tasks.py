"""What the worker does before its first task."""

from typing import Any

from celery.signals import worker_init

from portal.kit.sealed import prove_key


@worker_init.connect
def refuse_a_wrong_key(**_: Any) -> None:
    """A worker with a wrong encryption key does not start (hazard H22)."""
    prove_key()
