"""Structures of the client SDK to REST and back: ``tables`` says what, ``outward`` and ``inward`` do it."""
