"""The memory of Windows: how much the machine has, and the limit of a process, a job object that the process puts itself into."""

from __future__ import annotations

import ctypes
import sys

# JOB_OBJECT_LIMIT_PROCESS_MEMORY | JOB_OBJECT_LIMIT_DIE_ON_UNHANDLED_EXCEPTION | JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE, and
# JobObjectExtendedLimitInformation: winnt.h of the Windows SDK.
_FLAGS = 0x100 | 0x400 | 0x2000
_EXTENDED_LIMITS = 9


class _BasicLimits(ctypes.Structure):
    """JOBOBJECT_BASIC_LIMIT_INFORMATION."""

    _fields_ = (
        ("PerProcessUserTimeLimit", ctypes.c_int64),
        ("PerJobUserTimeLimit", ctypes.c_int64),
        ("LimitFlags", ctypes.c_uint32),
        ("MinimumWorkingSetSize", ctypes.c_size_t),
        ("MaximumWorkingSetSize", ctypes.c_size_t),
        ("ActiveProcessLimit", ctypes.c_uint32),
        ("Affinity", ctypes.c_size_t),
        ("PriorityClass", ctypes.c_uint32),
        ("SchedulingClass", ctypes.c_uint32),
    )


class ExtendedLimits(ctypes.Structure):
    """JOBOBJECT_EXTENDED_LIMIT_INFORMATION: 144 bytes on 64-bit Windows, 112 on 32-bit."""

    _fields_ = (
        ("BasicLimitInformation", _BasicLimits),
        ("IoInfo", ctypes.c_uint64 * 6),
        ("ProcessMemoryLimit", ctypes.c_size_t),
        ("JobMemoryLimit", ctypes.c_size_t),
        ("PeakProcessMemoryUsed", ctypes.c_size_t),
        ("PeakJobMemoryUsed", ctypes.c_size_t),
    )


def limit(memory: int) -> bool:
    """Bound this process, and each that it starts, to ``memory`` bytes; they end with it.  Whether the system took it."""
    if sys.platform != "win32":
        return False
    kernel = ctypes.WinDLL("kernel32", use_last_error=True)
    kernel.CreateJobObjectW.restype = ctypes.c_void_p
    kernel.GetCurrentProcess.restype = ctypes.c_void_p
    kernel.AssignProcessToJobObject.argtypes = (ctypes.c_void_p, ctypes.c_void_p)
    kernel.SetInformationJobObject.argtypes = (ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p, ctypes.c_uint32)
    limits = ExtendedLimits()
    limits.BasicLimitInformation.LimitFlags = _FLAGS
    limits.ProcessMemoryLimit = memory
    # The handle stays open as long as the process lives: closing it would end the process.
    job = kernel.CreateJobObjectW(None, None)
    return bool(
        job
        and kernel.SetInformationJobObject(job, _EXTENDED_LIMITS, ctypes.byref(limits), ctypes.sizeof(limits))
        and kernel.AssignProcessToJobObject(job, kernel.GetCurrentProcess())
    )


class _MemoryStatus(ctypes.Structure):
    """MEMORYSTATUSEX, 64 bytes."""

    _fields_ = (
        ("dwLength", ctypes.c_uint32),
        ("dwMemoryLoad", ctypes.c_uint32),
        ("ullTotalPhys", ctypes.c_uint64),
        ("_rest", ctypes.c_uint64 * 6),
    )


def memory() -> list[int]:
    """The bytes of memory that the machine has; nothing where the system does not tell."""
    if sys.platform != "win32":
        return []
    status = _MemoryStatus(dwLength=ctypes.sizeof(_MemoryStatus))
    return [status.ullTotalPhys] if ctypes.WinDLL("kernel32").GlobalMemoryStatusEx(ctypes.byref(status)) else []
