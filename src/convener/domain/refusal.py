"""What every "no" of the domain derives from."""


class Refusal(Exception):
    """The domain says no; one table in server/http turns each class into code, constant and status."""
