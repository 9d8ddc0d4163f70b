"""Ce qu'un tableur de service peut remplir : pour chaque famille, ses champs et la façon dont chacun se lit."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import lru_cache

from qualicli import francais
from qualicli.echanges.cellules.colonne import Colonne, Genre, Listes
from qualicli.echanges.feuilles.description import FeuilleDecrite
from qualicli.echanges.feuilles.dossier_diagnostique import DossierDiagnostique
from qualicli.echanges.feuilles.registre import PAR_NOM
from qualicli.echanges.tableurs.mots_des_services import nu
from qualicli.modeles.base import valeurs_admises
from qualicli.modeles.ecoute import Indicateur
from qualicli.modeles.enquete import Enquete
from qualicli.modeles.familles import PAR_NOM as PAR_FAMILLE
from qualicli.modeles.fiches import TABLEURS
from qualicli.modeles.registre import Registre
from qualicli.rendus.libelles import mot


def feuille_nommee(nom: str) -> FeuilleDecrite:
    """La feuille des classeurs qui porte ce nom."""
    return PAR_NOM[nom]


def _libres(*decrites: tuple[str, Genre, str]) -> tuple[Colonne, ...]:
    return tuple(Colonne(cle, francais.majuscule(mot(cle)), genre, liste=liste) for cle, genre, liste in decrites)


_LIEUX: tuple[tuple[str, Genre, str], ...] = (
    ("site", "choix", "sites"),
    ("service", "choix", "services"),
    ("canal", "choix", "canaux"),
)
_PROPRES: Mapping[str, tuple[Colonne, ...]] = {
    "preuves": (Colonne("acces", "Accès", "liste", liste="acces"),),
    "engagements": (
        Colonne("referentiel", "Référentiel", "choix", liste="referentiels"),
        Colonne("exigence", "Code", "texte"),
    ),
    "referentiels": tuple(
        Colonne(cle, titre, genre, liste=liste)  # type: ignore[arg-type]
        for cle, titre, genre, liste in (
            ("module", "Module", "texte", ""),
            ("engagement", "N° d'engagement", "texte", ""),
            ("titre", "Engagement", "texte", ""),
            ("exigence", "N° d'exigence", "texte", ""),
            ("texte", "Exigence", "long", ""),
            ("preuves", "Preuves attendues", "long", ""),
            ("periodicite", "Périodicité", "texte", ""),
            ("par_service", "Par service", "choix", "oui_non"),
            ("cible", "Cible", "nombre", ""),
            ("canaux", "Canaux", "liste", "canaux"),
            ("note", "Note", "long", ""),
        )
    ),
    "enquetes": _libres(
        *_LIEUX,
        *((champ, "texte", "") for champ in ("reponse", "acheve", "poids", "visiteur", "intitule", "panel")),
        *((champ, "texte", "") for champ in ("mode", "lieu", "volet", "libelle", "valeur")),
        ("repondants", "entier", ""),
        ("date", "date", ""),
        ("periode", "date", ""),
        ("type", "choix", "types_enquete"),
    ),
    "indicateurs": (
        *_libres(("nature", "choix", "natures"), ("unite", "texte", ""), ("cible", "nombre", "")),
        *_libres(("sens", "choix", "sens"), ("strate", "nombre", ""), ("source", "texte", "")),
        Colonne("indicateur", "Indicateur", "libre", liste="indicateurs"),
    ),
    "registres": (
        *_libres(*_LIEUX, ("type", "choix", "types_registre"), ("numero", "texte", ""), ("objet", "texte", "")),
        *_libres(*((c, "date", "") for c in ("recu_le", "repondu_le", "incomplet_le", "complet_le"))),
        *_libres(("delai_annonce", "duree", "")),
        Colonne("registre", "Registre", "libre", liste="registres"),
    ),
    "retours": _libres(
        *_LIEUX[:2],
        ("type", "choix", "retours.type"),
        ("canal", "choix", "retours.canal"),
        ("suite", "choix", "retours.suite"),
        ("objet", "texte", ""),
        ("motif", "texte", ""),
    ),
}
_FERMEES: Mapping[str, object] = {
    "types_enquete": Enquete.model_fields["type"].annotation,
    "types_registre": Registre.model_fields["type"].annotation,
    "natures": Indicateur.model_fields["nature"].annotation,
    "sens": Indicateur.model_fields["sens"].annotation,
}
CODES = frozenset({"couvre", "exigence", "engagement", "module"})  # un tableur y abîme « 1.10 » et « 2.1 »


def feuille_de(famille: str) -> FeuilleDecrite:
    """La feuille des classeurs qui sait écrire une famille."""
    return PAR_NOM[PAR_FAMILLE[famille].nom_feuille]


def _communes(famille: str) -> Iterator[Colonne]:
    """Les colonnes des feuilles de classeur qui écrivent cette famille : celles des indicateurs sont deux."""
    noms = (
        ("qualite", "performance")
        if famille == "indicateurs"
        else (getattr(PAR_FAMILLE.get(famille), "nom_feuille", ""),)
    )
    for nom in filter(None, noms):
        yield from PAR_NOM[nom].colonnes


@lru_cache
def champs(famille: str) -> Mapping[str, Colonne]:
    """Chaque champ d'une famille, et comment sa cellule se lit."""
    tableur = TABLEURS[famille]
    colonnes = {c.cle: c for c in (*_communes(famille), *_PROPRES.get(famille, ()))}
    return {champ: colonnes[tableur.noms.get(champ, champ)] for champ in tableur.champs}


def listes(source: DossierDiagnostique) -> Listes:
    """Les listes de choix des classeurs, et celles que seul un tableur de service demande."""
    referentiels = {r.referentiel.id: r.referentiel.nom for r in source.diagnostic.referentiels}
    source = replace(source, audits=tuple(source.dossier.audits))
    fermees = {nom: {v: mot(v) for v in valeurs_admises(admis)} for nom, admis in _FERMEES.items()}
    return {**source.listes, **fermees, "referentiels": referentiels, "oui_non": {"oui": "oui", "non": "non"}}


def surnoms(source: DossierDiagnostique) -> dict[str, dict[str, str]]:
    """Par liste, les autres noms de ce que le dossier connaît : sigles, communes, et noms que seul l'annuaire écrit."""
    dossier = source.dossier
    services = {nu(s.sigle): i for i, s in dossier.services.items() if s.sigle}
    sites = {nu(s.commune): i for i, s in dossier.demarche.sites.items() if s.commune}
    porteurs: dict[str, set[str]] = {}
    for identifiant, nom in noms_connus(source):
        porteurs.setdefault(nu(nom), set()).add(identifiant)
    personnes = {nom: next(iter(qui)) for nom, qui in porteurs.items() if len(qui) == 1}
    return {"services": services, "sites": sites, "acteurs": {**services, **personnes}}


def noms_connus(source: DossierDiagnostique) -> Iterator[tuple[str, str]]:
    """Les personnes de l'annuaire, par identifiant, et chaque façon dont un service écrit leur nom."""
    annuaire = source.dossier.annuaire
    for identifiant, personne in (annuaire.personnes if annuaire else {}).items():
        entiers = [f"{personne.prenom} {personne.nom}", f"{personne.nom} {personne.prenom}"] if personne.prenom else []
        noms = [personne.nom, *entiers]
        yield from ((identifiant, nom) for nom in (*noms, *personne.alias))
        if personne.civilite:
            yield from ((identifiant, f"{personne.civilite} {nom}") for nom in noms)
