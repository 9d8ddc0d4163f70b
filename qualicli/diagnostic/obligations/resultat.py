"""Ce que l'on a choisi de voir de ce qui est dû, et comment cela se range : en retard, cette semaine, ce mois, plus tard."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from qualicli import francais
from qualicli.diagnostic.obligations.obligation import Obligation
from qualicli.diagnostic.resultat import Situer
from qualicli.modeles.acteur import Acteur
from qualicli.modeles.codes import normaliser
from qualicli.modeles.dossier import Dossier
from qualicli.modeles.temps.dates import decaler, fin_de_mois

Tranche = Literal["retard", "semaine", "mois", "plus_tard", "sans_date"]
TRANCHES: tuple[Tranche, ...] = ("retard", "semaine", "mois", "plus_tard", "sans_date")


def tranche(obligation: Obligation, au: date) -> Tranche:
    """Où une obligation se range à une date : d'après le dernier jour de son échéance."""
    if obligation.echeance is None:
        return "sans_date"
    if obligation.est_en_retard:
        return "retard"
    fin = obligation.echeance.fin
    if fin <= decaler(au, 6 - au.weekday()):
        return "semaine"
    return "mois" if fin <= fin_de_mois(au.year, au.month) else "plus_tard"


def ranger(obligations: Iterable[Obligation], au: date) -> Mapping[Tranche, tuple[Obligation, ...]]:
    """Range des obligations par tranche, de la plus pressée à la moins pressée ; une tranche vide n'y est pas."""
    rangees: dict[Tranche, list[Obligation]] = {t: [] for t in TRANCHES}
    for obligation in obligations:
        rangees[tranche(obligation, au)].append(obligation)
    return {t: tuple(liste) for t, liste in rangees.items() if liste}


@dataclass(frozen=True)
class FiltresObligations:
    """Ce que l'on veut voir ; un filtre vide ne retient rien de moins. `qui` : rôle, personne, service, ou fonction."""

    services: tuple[str, ...] = ()
    sites: tuple[str, ...] = ()
    modules: tuple[str, ...] = ()
    qui: str | None = None
    jusqu_au: date | None = None

    def __post_init__(self) -> None:
        """Un code de module s'écrit comme on veut."""
        object.__setattr__(self, "modules", tuple(map(normaliser, self.modules)))

    @property
    def en_clair(self) -> str:
        """Ce que l'on a choisi de voir : « service accueil, jusqu'au 31 mars 2022 »."""
        choix: tuple[tuple[str, Collection[str]], ...] = (
            ("site", self.sites),
            ("module", self.modules),
            ("service", self.services),
            ("qui :", (self.qui,) if self.qui else ()),
            ("jusqu'au", (francais.jour(self.jusqu_au),) if self.jusqu_au else ()),
        )
        return ", ".join(f"{nom} {francais.liste(valeurs)}" for nom, valeurs in choix if valeurs)

    def garde(self, obligation: Obligation, dossier: Dossier, au: date) -> bool:
        """Vrai quand une obligation est à voir ; sans site, elle vaut pour tous ; sans date, elle n'est bornée par aucune."""
        borne = obligation.echeance.fin if obligation.echeance else None
        return (
            _touche(self.services, obligation.services)
            and _touche(self.modules, obligation.modules)
            and (not obligation.sites or _touche(self.sites, obligation.sites))
            and (self.jusqu_au is None or (borne is not None and borne <= self.jusqu_au))
            and (
                self.qui is None
                or self.qui in noms_de(dossier, au, obligation)
                or est_dit(self.qui, dossier, obligation)
            )
        )


def _touche(choix: Collection[str], valeurs: Collection[str]) -> bool:
    return not choix or any(v in choix for v in valeurs)


def noms_de(dossier: Dossier, au: date, obligation: Obligation) -> set[str]:
    """Les identifiants de qui doit une obligation : lui, les rôles qu'il tient à cette date, ou qui tient le sien."""
    noms = {acteur.id for acteur in obligation.qui if acteur.id} | (
        {obligation.service} if obligation.service else set()
    )
    roles = dossier.annuaire.roles if dossier.annuaire else {}
    for nom, role in roles.items():
        titulaire = role.titulaire(au)
        if titulaire is not None and {nom, titulaire.personne} & noms:
            noms |= {nom, titulaire.personne}
    return noms


def est_dit(qui: str, dossier: Dossier, obligation: Obligation) -> bool:
    """Vrai quand la fonction d'un de ceux qui doivent l'obligation se lit pareil, sans égard aux accents ni à la casse."""
    return _plat(qui) in {_plat(f) for a in obligation.qui for f in fonctions(dossier, a)}


def fonctions(dossier: Dossier, acteur: Acteur) -> set[str]:
    """Ce que l'on dit d'un acteur : sa fonction écrite, l'intitulé de son rôle, la fonction que lui donne l'annuaire."""
    annuaire = dossier.annuaire
    role = annuaire.roles.get(acteur.id or "") if annuaire else None
    personne = annuaire.personnes.get(acteur.id or "") if annuaire else None
    dites = (acteur.fonction, role.intitule if role else None, personne.fonction if personne else None)
    return {d for d in dites if d}


def _plat(texte: str) -> str:
    return " ".join(francais.sans_accent(texte).casefold().split())


@dataclass(frozen=True)
class ResultatObligations:
    """Ce qui est dû, prêt à montrer, le plus urgent d'abord ; `situer` dit la ligne de ce qui fonde chaque obligation."""

    nom: str
    au: date
    dossier: Dossier
    obligations: tuple[Obligation, ...]
    filtres: FiltresObligations
    erreurs: int
    situer: Situer
    sans_ecart: frozenset[str] = frozenset()  # les actions qui ne comblent rien

    @property
    def ouvertes(self) -> tuple[Obligation, ...]:
        """Ce qui attend encore."""
        return tuple(o for o in self.obligations if o.est_ouverte)

    def par_tranche(self) -> Mapping[Tranche, tuple[Obligation, ...]]:
        """Ce qui attend, rangé du plus pressé au moins pressé ; une tranche vide n'y est pas."""
        return ranger(self.ouvertes, self.au)

    def ligne(self, obligation: Obligation) -> int:
        """La ligne du fichier qui fonde une obligation."""
        return self.situer(obligation.fichier, obligation.chemin).ligne
