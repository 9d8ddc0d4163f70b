"""Les délais de réponse : par registre et période, reçu, répondu, dans le délai, en retard ; en combien de jours."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import combinations, product
from typing import Final

from qualicli.diagnostic.mesures.demandes import ChiffresDelais
from qualicli.diagnostic.mesures.filtres import FiltresMesures, trous
from qualicli.modeles.dossier import Dossier
from qualicli.modeles.registre import LigneRegistre, Registre, SyntheseDelais
from qualicli.modeles.temps.dates import DateImprecise
from qualicli.modeles.temps.durees import Duree
from qualicli.modeles.temps.ouvres import CalendrierOuvre

_PRESQUE_TOUT: Final = Fraction(
    3, 4
)  # au-delà, une seule part fait l'ensemble : ce qu'il dit est d'abord ce qu'elle dit
Lieu = tuple[str | None, str | None, str | None]  # site, service, canal


@dataclass(frozen=True, slots=True)
class PartDelais:
    """Les demandes d'un site, d'un service et d'un canal."""

    site: str | None
    service: str | None
    canal: str | None
    delai: Duree | None
    chiffres: ChiffresDelais


@dataclass(frozen=True, slots=True)
class PeriodeDelais:
    """Un registre sur une période ; `synthese` est vrai quand ses nombres sont donnés, faux quand ils sont comptés.

    `delai` est `None` quand aucun n'est annoncé, ou quand les parts n'ont pas le même.
    """

    periode: DateImprecise
    chiffres: ChiffresDelais
    parts: tuple[PartDelais, ...]
    synthese: bool

    @property
    def delai(self) -> Duree | None:
        """Le délai de toutes les parts, quand c'est le même."""
        return _commun(self.parts)

    @property
    def dominante(self) -> PartDelais | None:
        """La part qui fait presque tout l'ensemble à elle seule, s'il y en a plusieurs."""
        return dominante(self.parts)


@dataclass(frozen=True, slots=True)
class DelaisRegistre:
    """Un registre : ses périodes, celles qui manquent, et leur ensemble quand rien n'y est compté deux fois."""

    registre: Registre
    periodes: tuple[PeriodeDelais, ...]
    trous: tuple[DateImprecise, ...]
    ensemble: ChiffresDelais | None

    @property
    def parts(self) -> tuple[PartDelais, ...]:
        """Ce que fait chaque site, service et canal sur toutes les périodes."""
        groupes: dict[tuple[Lieu, Duree | None], ChiffresDelais] = {}
        for part in (p for periode in self.periodes for p in periode.parts):
            cle = ((part.site, part.service, part.canal), part.delai)
            groupes[cle] = groupes[cle] + part.chiffres if cle in groupes else part.chiffres
        return tuple(PartDelais(*lieu, delai, chiffres) for (lieu, delai), chiffres in groupes.items())

    @property
    def delai(self) -> Duree | None:
        """Le délai de toutes les périodes, quand c'est le même."""
        return _commun(self.parts)

    @property
    def ouvres(self) -> bool:
        """Vrai quand ses jours sont des jours ouvrés."""
        return self.registre.en_jours_ouvres(self.delai)


def _commun(parts: Iterable[PartDelais]) -> Duree | None:
    delais = {p.delai for p in parts}
    return delais.pop() if len(delais) == 1 else None


def dominante(parts: tuple[PartDelais, ...]) -> PartDelais | None:
    """La part qui fait presque toutes les demandes à elle seule, s'il y en a plusieurs."""
    total = sum(p.chiffres.recus for p in parts)
    grande = max(parts, key=lambda p: p.chiffres.recus, default=None)
    if grande is None or len(parts) < 2 or not total:
        return None
    return grande if Fraction(grande.chiffres.recus, total) >= _PRESQUE_TOUT else None


def delais(dossier: Dossier, au: date, filtres: FiltresMesures | None = None) -> tuple[DelaisRegistre, ...]:
    """Les délais de chaque registre, tels qu'un dossier les connaît à une date."""
    comptable = Comptable(dossier, au, filtres or FiltresMesures())
    registres = sorted(dossier.registres.values(), key=lambda r: r.id)
    return tuple(vu for r in registres if (vu := comptable.compter(r)) is not None)


def compter_lignes(dossier: Dossier, registre: str, au: date) -> ChiffresDelais:
    """Toutes les lignes d'un registre qui en a, réunies, sans ses synthèses."""
    comptable, tenu = Comptable(dossier, au, FiltresMesures()), dossier.registres[registre]
    return _reunir(comptable.chiffrer(tenu, ligne) for ligne in tenu.lignes if ligne.recu_le.est_acquise(au))


class Comptable:
    """Compte les registres d'un dossier à une date ; `nombres` dit combien de demandes vaut une ligne, par son numéro."""

    def __init__(
        self, dossier: Dossier, au: date, filtres: FiltresMesures, nombres: Mapping[str, int] | None = None
    ) -> None:
        self._au, self._filtres, self._nombres = au, filtres, nombres or {}
        self._reponses = dossier.demarche.delais.reponses
        self._calendrier = CalendrierOuvre(dossier.demarche.organisme.departement)

    def compter(self, registre: Registre) -> DelaisRegistre | None:
        """Un registre, s'il en reste quelque chose une fois filtré."""
        syntheses = [s for s in registre.syntheses if s.periode.est_acquise(self._au)]
        generales = [s for s in syntheses if not any(_contient(t, s) for t in syntheses)]
        groupes: dict[tuple[DateImprecise, bool], dict[tuple[Lieu, Duree | None], ChiffresDelais]] = {}

        def ranger(periode: DateImprecise, donnee: bool, lieu: Lieu, chiffres: ChiffresDelais) -> None:
            delai = registre.delai_pour(lieu[2], self._reponses)
            parts = groupes.setdefault((periode, donnee), {})
            parts[lieu, delai] = parts[lieu, delai] + chiffres if (lieu, delai) in parts else chiffres

        for synthese in syntheses:
            lieu: Lieu = (synthese.site, synthese.service or registre.service, registre.canal)
            if self._filtres.garde_lieu(*lieu[:2]) and self._filtres.garde_date(synthese.periode):
                ranger(synthese.periode, True, lieu, self._donnes(registre, synthese))
        for ligne in registre.lignes:
            lieu = _lieu(registre, ligne)
            # Une période déjà résumée n'est pas comptée une seconde fois.
            if (
                ligne.recu_le.est_acquise(self._au)
                and self._filtres.garde_lieu(*lieu[:2])
                and self._filtres.garde_date(ligne.recu_le)
                and not any(_resume(s, ligne, lieu) for s in syntheses)
            ):
                combien = self._nombres.get(ligne.id, 1)
                ranger(_mois_de(ligne.recu_le), False, lieu, self.chiffrer(registre, ligne).fois(combien))
        if not groupes:
            return None
        periodes = tuple(self._periode(*cle, parts, generales, registre) for cle, parts in sorted(groupes.items()))
        manquent = trous(p.periode for p in periodes)
        return DelaisRegistre(registre, periodes, manquent, _ensemble(periodes))

    def _periode(
        self,
        periode: DateImprecise,
        donnee: bool,
        parts: dict[tuple[Lieu, Duree | None], ChiffresDelais],
        generales: list[SyntheseDelais],
        registre: Registre,
    ) -> PeriodeDelais:
        """Une période : la somme de ses parts, sauf celles qu'une autre contient déjà."""
        vues = [PartDelais(*lieu, delai, chiffres) for (lieu, delai), chiffres in parts.items()]
        lieux = {(s.site, s.service or registre.service) for s in generales if s.periode == periode}
        comptees = [p for p in vues if not donnee or (p.site, p.service) in lieux] or vues
        fines = tuple(
            p for p in vues if not any(p is not q and _se_croisent(p, q) and _est_plus_large(p, q) for q in vues)
        )
        return PeriodeDelais(periode, _reunir(p.chiffres for p in comptees), fines, donnee)

    def _donnes(self, registre: Registre, synthese: SyntheseDelais) -> ChiffresDelais:
        """Les nombres d'une synthèse ; ses demandes sans réponse sont en retard quand la dernière a passé son délai."""
        delai = registre.delai_pour(None, self._reponses)
        passe = delai is not None and registre.compter(synthese.periode.fin, delai, self._calendrier) < self._au
        attendent = synthese.recus - synthese.traites if passe else 0
        moyen, traites = synthese.delai_moyen, synthese.traites
        retard = max(0, synthese.traites - synthese.dans_le_delai + attendent)
        jours, mesurees = (Fraction(moyen) * traites, traites) if moyen is not None else (Fraction(0), 0)
        return ChiffresDelais(synthese.recus, traites, synthese.dans_le_delai, retard, (), jours, mesurees)

    def chiffrer(self, registre: Registre, ligne: LigneRegistre) -> ChiffresDelais:
        """Une demande : une réponse imprécise n'est dans le délai que si elle l'est avec certitude."""
        delai = registre.delai_pour(ligne.canal, self._reponses)
        limite = registre.limite(ligne, self._reponses, self._calendrier)
        reponse = ligne.repondu_le if ligne.repondu_le and ligne.repondu_le.est_acquise(self._au) else None
        tenu = reponse is not None and (limite is None or reponse.est_acquise(limite))
        tard = limite is not None and not tenu and (reponse is not None or limite < self._au)
        duree = registre.duree(ligne, delai, self._calendrier) if reponse else None
        durees = () if duree is None else (duree,)
        dans, retard = (None, None) if delai is None else (int(tenu), int(tard))
        return ChiffresDelais(1, int(reponse is not None), dans, retard, durees, Fraction(sum(durees)), len(durees))


def _lieu(registre: Registre, ligne: LigneRegistre) -> Lieu:
    seul = registre.sites[0] if len(registre.sites) == 1 else None
    return ligne.site or seul, ligne.service or registre.service, ligne.canal or registre.canal


def _mois_de(quand: DateImprecise) -> DateImprecise:
    """Le mois d'une réception ; plus imprécise, elle est sa propre période."""
    debut, fin = quand.debut.isoformat()[:7], quand.fin.isoformat()[:7]
    return DateImprecise.lire(debut) if debut == fin else quand


def _contient(grande: SyntheseDelais, petite: SyntheseDelais) -> bool:
    """Vrai quand une synthèse compte déjà les demandes d'une autre : même période, lieu plus large."""
    return (
        grande.periode == petite.periode
        and (grande.site, grande.service) != (petite.site, petite.service)
        and grande.site in (None, petite.site)
        and grande.service in (None, petite.service)
    )


def _resume(synthese: SyntheseDelais, ligne: LigneRegistre, lieu: Lieu) -> bool:
    """Vrai quand une synthèse compte déjà une demande."""
    return (
        synthese.periode.debut <= ligne.recu_le.debut
        and ligne.recu_le.fin <= synthese.periode.fin
        and synthese.site in (None, lieu[0])
        and synthese.service in (None, lieu[1])
    )


def _reunir(chiffres: Iterable[ChiffresDelais]) -> ChiffresDelais:
    premier, *autres = chiffres
    for autre in autres:
        premier += autre
    return premier


def _est_plus_large(a: PartDelais, b: PartDelais) -> bool:
    return (a.site is None) + (a.service is None) > (b.site is None) + (b.service is None)


def _se_croisent(a: PartDelais, b: PartDelais) -> bool:
    """Vrai quand une même demande peut être dans les deux parts."""
    lieux = ((a.site, b.site), (a.service, b.service), (a.canal, b.canal))
    return all(x is None or y is None or x == y for x, y in lieux)


def _ensemble(periodes: tuple[PeriodeDelais, ...]) -> ChiffresDelais | None:
    """La somme des périodes ; `None` quand deux se recouvrent au même endroit : une demande y serait comptée deux fois."""
    for a, b in combinations(periodes, 2):
        en_meme_temps = a.periode.debut <= b.periode.fin and b.periode.debut <= a.periode.fin
        if en_meme_temps and any(_se_croisent(p, q) for p, q in product(a.parts, b.parts)):
            return None
    return _reunir(p.chiffres for p in periodes)
