"""The people and servers of the server's own tests."""

from server.conftest import acme, anonymous, clock, make_corp, make_person

__all__ = ["acme", "anonymous", "clock", "make_corp", "make_person"]
