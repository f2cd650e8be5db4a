"""What a call may raise."""

from __future__ import annotations


class ApiError(Exception):
    """The server refused: ``code`` and ``constant`` are the catalogue's, ``detail`` is for people."""

    def __init__(self, *, status: int, code: str, constant: str, request_id: str, detail: str = "") -> None:
        super().__init__(f"{status} {code} {constant}" + (f": {detail}" if detail else ""))
        self.status = status
        self.code = code
        self.constant = constant
        self.request_id = request_id
        self.detail = detail
