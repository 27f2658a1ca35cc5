"""``python -m govledger.cli`` is the command line."""

from govledger.cli import main

if __name__ == "__main__":
    main()
