"""Les octets des fichiers d'un dossier : ceux qui sont lus, et ceux dont on sait déjà assez pour ne pas les ouvrir."""

from collections.abc import Callable, Container, Iterator, MutableMapping


class Sources(MutableMapping[str, bytes]):
    """Une table d'octets par fichier, où un fichier différé ne s'ouvre que si on le demande."""

    def __init__(self, ouvrir: Callable[[str], bytes]) -> None:
        self._ouvrir = ouvrir
        self._octets: dict[str, bytes | None] = {}

    def differer(self, fichier: str) -> None:
        """Annonce un fichier sans l'ouvrir."""
        self._octets[fichier] = None

    def sauf(self, ecartes: Container[str] = ()) -> "Sources":
        """Les mêmes fichiers, sans ceux que l'on écarte ; ce qui change dans l'une ne change pas dans l'autre."""
        autre = Sources(self._ouvrir)
        autre._octets = {f: o for f, o in self._octets.items() if f not in ecartes}
        return autre

    def __getitem__(self, fichier: str) -> bytes:
        octets = self._octets[fichier]
        if octets is None:
            octets = self._octets[fichier] = self._ouvrir(fichier)
        return octets

    def __setitem__(self, fichier: str, octets: bytes) -> None:
        self._octets[fichier] = octets

    def __delitem__(self, fichier: str) -> None:
        del self._octets[fichier]

    def __contains__(self, fichier: object) -> bool:
        return fichier in self._octets

    def __iter__(self) -> Iterator[str]:
        return iter(self._octets)

    def __len__(self) -> int:
        return len(self._octets)
