"""``python -m convener``."""

from convener.cli import main

if __name__ == "__main__":
    main()
