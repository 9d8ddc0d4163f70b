"""Le verdict : labellisable ou non à une date, chaque « non » nommé, pour la démarche et pour chaque site."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from qualicli import francais
from qualicli.diagnostic.audits import code_vise, dire_ouvert, non_conformites
from qualicli.diagnostic.etats import EtatPoint
from qualicli.diagnostic.preuves import defaut
from qualicli.diagnostic.synthese import synthetiser
from qualicli.modeles.demarche import Perimetre
from qualicli.modeles.dossier import Dossier, Inventaire
from qualicli.modeles.referentiel import Referentiel
from qualicli.regles.composition import ruptures


@dataclass(frozen=True, slots=True)
class Raison:
    """Une raison de ne pas être labellisable."""

    code: str
    texte: str


class Verdict:
    """Ce qu'exige le label d'un référentiel, confronté à un dossier à une date."""

    def __init__(
        self, dossier: Dossier, perimetre: Perimetre, referentiel: Referentiel, au: date, inventaire: Inventaire
    ) -> None:
        self._dossier, self._perimetre, self._referentiel, self._au = dossier, perimetre, referentiel, au
        self._valides = {d.type_document for d in dossier.documents if defaut(d, au, inventaire) is None}

    def raisons(self, etats: Sequence[EtatPoint], site: str | None = None) -> Iterator[Raison]:
        """Les raisons de ne pas être labellisable, d'après les points comptés ; celles d'un seul site, si on le donne."""
        demarche = self._dossier.demarche
        for rupture in ruptures(demarche, self._perimetre, self._referentiel, self._au):
            if site in (None, rupture.site):
                yield Raison("composition", f"{demarche.sites[rupture.site].nom} : {rupture.texte}")
        modules = {e.point.feuille.module.code for e in etats}
        for audit, _, constat in non_conformites(self._dossier, self._referentiel, self._au, modules):
            if site is None or site in ((constat.site and [constat.site]) or audit.sites or [site]):
                code = code_vise(self._dossier, constat, self._referentiel.id)
                ou = f"{code}, " if code else ""
                dit = dire_ouvert(self._referentiel, constat, self._au)
                yield Raison("non_conformite", f"{dit} ({ou}{audit.intitule}) : {constat.texte}")
        yield from self._cible(etats)
        for exige in self._referentiel.documents:
            # Un document obligatoire sous condition l'est dès qu'un des sites la remplit.
            concernes = [demarche.sites[site]] if site else demarche.sites.values()
            exigible = exige.si is None or any(s.verifie(exige.si) for s in concernes)
            if exigible and exige.type not in self._valides:
                yield Raison("document", f"document obligatoire absent ou non valide : {exige.titre}")

    def _cible(self, etats: Sequence[EtatPoint]) -> Iterator[Raison]:
        cible = Fraction(self._dossier.demarche.calcul.cible)
        # Le poids des réalisations partielles ne joue que sur le déclaré : le prouvé n'en a pas besoin.
        prouve = synthetiser(etats, Fraction(0)).prouve
        if prouve.part is None:
            yield Raison("sans_point", "aucun point de contrôle n'est applicable")
        elif not prouve.atteint(cible):
            pourcent = f"{francais.nombre(cible)}{francais.INSECABLE}%"
            yield Raison("cible", f"réalisation prouvée {prouve}, cible {pourcent}")
