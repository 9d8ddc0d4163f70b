"""Les jours ouvrés d'un département : du lundi au vendredi, sauf fériés, droit local et outre-mer compris."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from types import MappingProxyType
from typing import Final

from qualicli import francais
from qualicli.modeles.temps.dates import decaler

# Ce que « holidays » nomme autrement que par le numéro du département : l'Alsace, et les collectivités d'outre-mer.
_SUBDIVISIONS: Final = {n: n for n in ("57", "971", "972", "973", "974", "976")} | {"67": "6AE", "68": "6AE"}
_COLLECTIVITES: Final = {"975": "PM", "977": "BL", "978": "MF", "984": "TF", "986": "WF", "987": "PF", "988": "NC"}
_DEPARTEMENT: Final = re.compile(r"0[1-9]|1[0-9]|2[1-9AB]|[3-8][0-9]|9[0-5]|97[1-8]|98[4678]")
_SAMEDI: Final = 5


def numero_de_departement(texte: str) -> str | None:
    """Le numéro d'un département ou d'une collectivité d'outre-mer, écrit « 07 » ou « 2A » ; `None` s'il n'existe pas."""
    numero = texte.strip().upper()
    numero = numero.zfill(2) if numero.isdecimal() else numero
    return numero if _DEPARTEMENT.fullmatch(numero) else None


@lru_cache(maxsize=1024)
def jours_feries(annee: int, departement: str | None = None) -> Mapping[date, str]:
    """La table des jours fériés d'une année et d'un département ; sans département connu, ceux de toute la France."""
    from holidays import country_holidays  # tard : la bibliothèque charge tous les pays du monde

    subdivision = (_SUBDIVISIONS | _COLLECTIVITES).get(numero_de_departement(departement or "") or "")
    return MappingProxyType(dict(country_holidays("FR", subdiv=subdivision, years=annee, language="fr").items()))


@dataclass(frozen=True, slots=True)
class CalendrierOuvre:
    """Les jours où l'on travaille dans un département ; il ne lit les fériés que d'un jour de semaine."""

    departement: str | None = None

    def precedent(self, jour: date) -> date:
        """Le dernier jour ouvré, ce jour-là compris."""
        while self.motif(jour):
            jour = decaler(jour, -1)
        return jour

    def motif(self, jour: date) -> str:
        """Pourquoi on ne travaille pas ce jour-là : « un dimanche », « un jour férié (Ascension) » ; vide un jour ouvré."""
        if jour.weekday() >= _SAMEDI:
            return f"un {francais.JOURS[jour.weekday()]}"
        ferie = jours_feries(jour.year, self.departement).get(jour)
        return f"un jour férié ({ferie})" if ferie else ""

    def dire_chome(self, jour: date) -> str:
        """« tombe un dimanche : le jour ouvré suivant est le 15 juillet 2022 » ; vide un jour ouvré."""
        motif = self.motif(jour)
        return f"tombe {motif} : le jour ouvré suivant est le {francais.jour(self.suivant(jour))}" if motif else ""

    def suivant(self, jour: date) -> date:
        """Le premier jour ouvré à partir de ce jour, lui compris."""
        while jour < date.max and self.motif(jour):
            jour = decaler(jour, 1)
        return jour

    def apres(self, jour: date, combien: int) -> date:
        """Le dernier jour d'un délai en jours ouvrés : le jour de départ ne compte pas, celui d'arrivée est ouvré."""
        reste = combien
        while reste > 0 and jour < date.max:
            jour = self.suivant(decaler(jour, 1))
            reste -= 1
        return self.suivant(jour)

    def entre(self, debut: date, fin: date) -> int:
        """Combien de jours ouvrés suivent un jour, jusqu'à un autre compris ; zéro quand il ne vient pas après."""
        if fin <= debut:
            return 0
        semaines, reste = divmod((fin - debut).days, 7)
        derniers = (fin - timedelta(days=n) for n in range(reste))
        feries = (j for annee in range(debut.year, fin.year + 1) for j in jours_feries(annee, self.departement))
        return (
            5 * semaines
            + sum(j.weekday() < _SAMEDI for j in derniers)
            - sum(debut < j <= fin and j.weekday() < _SAMEDI for j in feries)
        )
