"""Retrouver une ligne dont le repère finit par un rang : deux sessions le même jour, deux mesures de la même période."""

from collections.abc import Mapping, Sequence

from qualicli.echanges.classeurs.comparer import LigneComparee
from qualicli.echanges.feuilles.description import FeuilleDecrite, LigneDeFeuille


class Rangs:
    """Les lignes du dossier, et celles qui ne se distinguent que par leur rang : lui seul ne désigne rien."""

    def __init__(
        self, feuille: FeuilleDecrite, base: Mapping[str, Mapping[str, str]], actuelles: Sequence[LigneDeFeuille]
    ) -> None:
        self._par_cle = {ligne.cle: ligne for ligne in actuelles}
        self._saisies = [c.cle for c in feuille.colonnes if c.ouverture != "jamais"]
        self._parties: dict[str, list[Mapping[str, str]]] = {}
        self._presentes: dict[str, list[LigneDeFeuille]] = {}
        if feuille.a_rang:
            for cle, valeurs in base.items():
                self._parties.setdefault(_sans_rang(cle), []).append(valeurs)
            for ligne in actuelles:
                self._presentes.setdefault(_sans_rang(ligne.cle), []).append(ligne)

    def retrouver(self, ligne: LigneComparee) -> tuple[LigneDeFeuille | None, bool]:
        """La ligne du dossier, s'il l'a encore, et si l'on en est sûr."""
        cle = ligne.lue.cle
        parties = self._parties.get(_sans_rang(cle), ())
        presentes = self._presentes.get(_sans_rang(cle), ())
        if len(parties) < 2 and len(presentes) < 2:
            return self._par_cle.get(cle), True
        # Déjà importée, elle a les valeurs revenues, à moins que ce ne soient celles d'une autre partie avec elle.
        revenues = self._ecrites(ligne.valeurs())
        est_a_une_autre = any(self._ecrites(p) == revenues for p in parties)
        for valeurs in (() if est_a_une_autre else (revenues,)) + (self._ecrites(ligne.base),):
            trouvees = [li for li in presentes if self._ecrites(li.valeurs) == valeurs]
            if trouvees:
                return next((li for li in trouvees if li.cle == cle), trouvees[0]), len(trouvees) == 1 or any(
                    li.cle == cle for li in trouvees
                )
        return None, not presentes

    def _ecrites(self, valeurs: Mapping[str, str]) -> tuple[str, ...]:
        return tuple(valeurs.get(c, "") for c in self._saisies)


def _sans_rang(cle: str) -> str:
    return cle.rpartition("/")[0]
