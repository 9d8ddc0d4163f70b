"""Point d'entrée : `qualicli` et `python -m qualicli`."""

import sys

from qualicli import __version__


def principal() -> None:
    """Lance le programme. La version s'affiche sans rien importer d'autre."""
    if sys.argv[1:] in (["--version"], ["-V"]):
        print(f"qualicli {__version__}")  # noqa: T201
        return
    try:
        from qualicli.cli.application import lancer
    except KeyboardInterrupt:  # interrompu avant même de commencer : `lancer` n'est pas là pour le dire
        sys.exit(130)
    sys.exit(lancer(sys.argv[1:]))


if __name__ == "__main__":
    principal()
