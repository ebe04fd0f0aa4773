"""`python -m exordf`: the command line."""

from exordf.cli.main import main

if __name__ == "__main__":
    main()
