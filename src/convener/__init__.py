"""convener: a meeting service one can own."""

__version__ = "0.1.0"
