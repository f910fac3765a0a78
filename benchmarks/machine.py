"""What the measurements ran on, without its name."""

from __future__ import annotations

import os
import platform
from importlib.metadata import version
from pathlib import Path

LIBRARIES = ("policy-kg", "pyoxigraph", "rdflib")


def cores() -> int:
    """The cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def memory_bytes() -> int:
    """The memory of the machine."""
    import psutil  # type: ignore[import-untyped]

    return int(psutil.virtual_memory().total)


def processor() -> str:
    """The processor's model as the system calls it."""
    info = Path("/proc/cpuinfo")
    if info.is_file():
        models = [line.partition(":")[2].strip() for line in info.read_text().splitlines() if "model name" in line]
        if models:
            return models[0]
    return platform.processor() or platform.machine()


def busy() -> float | None:
    """How many processes wanted a core in the last minute; None where the system does not say."""
    return round(os.getloadavg()[0], 1) if hasattr(os, "getloadavg") else None


def described() -> list[str]:
    """The machine in a few lines."""
    libraries = ", ".join(f"{name} {version(name)}" for name in LIBRARIES)
    return [
        f"{platform.system()} ({platform.machine()}), {cores()} cores ({processor()}), {memory_bytes() / 2**30:.0f} GiB of memory",
        f"{platform.python_implementation()} {platform.python_version()}, {libraries}",
    ]
