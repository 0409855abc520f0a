# SPDX-License-Identifier: GPL-3.0-or-later
from typing import Any, Callable, Optional

def run(arguments: list[str], progress: Optional[Callable[[float, str], Any]] = None) -> tuple[int, str, str]: ...
def verify(certificate: str, data: Optional[str] = None) -> dict[str, Any]: ...
def network_of_graph(
    name: str,
    extents: list[int],
    nodes: list[tuple[str, str, list[str], str, dict[str, Any]]],
    constants: dict[str, bytes],
    output: str,
) -> str: ...
