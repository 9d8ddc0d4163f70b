"""Ce que devient un label sur un site, à une date : en cours, expiré, maintenu, renouvelé, remplacé, retiré.

Un label n'est renouvelé ou remplacé que par un autre label du même site : on l'ajoute, on ne touche pas au précédent.
"""

from collections.abc import Mapping
from datetime import date
from typing import Literal, NamedTuple

from qualicli.modeles.demarche import Demarche, LabelObtenu
from qualicli.modeles.referentiel import Referentiel
from qualicli.modeles.temps.dates import DateImprecise

EtatLabel = Literal["en_cours", "maintenu", "expire", "retire", "renouvele", "remplace"]
EN_VIGUEUR: tuple[EtatLabel, ...] = ("en_cours", "maintenu")


class LabelAu(NamedTuple):
    """Un label sur un site à une date : son rang dans le fichier, son terme, ce qu'il est devenu, celui qui l'a suivi."""

    rang: int
    label: LabelObtenu
    site: str
    etat: EtatLabel
    terme: DateImprecise | None
    suivant: LabelObtenu | None

    @property
    def est_en_vigueur(self) -> bool:
        """Vrai tant que le site peut s'en prévaloir."""
        return self.etat in EN_VIGUEUR


def est_obtenu(label: LabelObtenu, au: date) -> bool:
    """Vrai quand le label est connu à cette date ; d'une date inconnue, on sait seulement qu'elle est passée."""
    return label.obtenu_le is None or label.obtenu_le.debut <= au


def terme(label: LabelObtenu, referentiel: Referentiel | None) -> DateImprecise | None:
    """Quand un label expire : ce qui est écrit, à défaut la durée du référentiel ; `None` si rien ne le dit."""
    if label.echeance is not None or label.obtenu_le is None:
        return label.echeance
    regles = referentiel.label if referentiel else None
    return regles.duree.reporter(label.obtenu_le) if regles and regles.duree else None


def labels_au(demarche: Demarche, referentiels: Mapping[str, Referentiel], au: date) -> tuple[LabelAu, ...]:
    """Les labels obtenus à une date, chacun site par site, du plus ancien au plus récent ; une date inconnue vient d'abord."""
    obtenus = [(rang, label) for rang, label in enumerate(demarche.labels) if est_obtenu(label, au)]
    ranges = sorted(obtenus, key=lambda o: _debut(o[1]))
    return tuple(
        _sur_le_site(rang, label, site, [la for r, la in ranges if r != rang], referentiels, au)
        for rang, label in ranges
        for site in dict.fromkeys(label.sites or demarche.sites)
        if site in demarche.sites
    )


def _debut(label: LabelObtenu) -> date:
    return label.obtenu_le.debut if label.obtenu_le else date.min


def _sur_le_site(
    rang: int,
    label: LabelObtenu,
    site: str,
    autres: list[LabelObtenu],
    referentiels: Mapping[str, Referentiel],
    au: date,
) -> LabelAu:
    fin = terme(label, referentiels.get(label.referentiel))
    ici = [a for a in autres if not a.sites or site in a.sites]
    suivant = next((a for a in ici if _debut(a) > _debut(label) and _succede(a, label, referentiels)), None)
    etat: EtatLabel = "en_cours"
    if label.retire_le is not None and label.retire_le.debut <= au:
        etat = "retire"
    elif suivant is not None:
        etat = "renouvele" if suivant.referentiel == label.referentiel else "remplace"
    elif fin is not None and fin.est_depassee(au):
        maintien = label.maintenu_jusqu_au
        etat = "maintenu" if maintien is not None and not maintien.est_depassee(au) else "expire"
    return LabelAu(rang, label, site, etat, fin, suivant)


def _succede(apres: LabelObtenu, avant: LabelObtenu, referentiels: Mapping[str, Referentiel]) -> bool:
    """Vrai quand un label renouvelle ou remplace un autre : même référentiel, l'un de ses successeurs, ou on l'a écrit."""
    return avant.referentiel in (apres.remplace, *lignee(apres.referentiel, referentiels))


def lignee(referentiel: str, referentiels: Mapping[str, Referentiel]) -> tuple[str, ...]:
    """Un référentiel, celui qu'il remplace, et ainsi de suite ; s'arrête si la chaîne revient sur elle-même."""
    chaine = [referentiel]
    while (connu := referentiels.get(chaine[-1])) and connu.remplace and connu.remplace not in chaine:
        chaine.append(connu.remplace)
    return tuple(chaine)
