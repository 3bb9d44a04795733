"""``python -m guinet``: the editor and the commands."""

from guinet.cli import main

if __name__ == "__main__":
    main()
