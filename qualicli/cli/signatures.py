"""La commande `signatures`."""


def signatures() -> None:
    """x"""
