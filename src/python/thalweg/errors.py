# SPDX-License-Identifier: GPL-3.0-or-later
"""Exceptions that mirror the exit codes of the programs, one meaning each."""


class ThalwegError(Exception):
    """What all errors of this package are. `exit_code` is that of the command line."""

    exit_code: int = 70


class ClaimError(ThalwegError):
    """What was asked for is false or cannot be had (exit code 1)."""

    exit_code = 1


class InputError(ThalwegError, ValueError):
    """The contents of data, models or files are wrong (exit code 2)."""

    exit_code = 2


class Unsupported(ThalwegError, ValueError):
    """Meaningful, but outside what this version can treat (exit code 3)."""

    exit_code = 3


class ResourceLimit(ThalwegError):
    """A limit of time, memory or size was reached; nothing is decided (exit code 4)."""

    exit_code = 4


class UsageError(ThalwegError, ValueError):
    """Wrong arguments, or a file cannot be read or written (exit code 5)."""

    exit_code = 5


class InternalError(ThalwegError, RuntimeError):
    """A bug of ours: please report it (exit code 70)."""

    exit_code = 70


class DecimalsWarning(UserWarning):
    """Floats are taken as the binary numbers they are, where decimals were probably meant."""


_by_code = {kind.exit_code: kind for kind in (ClaimError, InputError, Unsupported, ResourceLimit, UsageError, InternalError)}


def error_of(code: int, message: str) -> ThalwegError:
    """The exception for an exit code and a line of standard error."""
    kind = _by_code.get(code, InternalError)
    return kind(message.strip().removeprefix("thalweg: "))
