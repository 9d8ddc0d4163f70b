"""Les résultats des enquêtes : une ligne par question, jamais de moyenne entre volets."""

from collections.abc import Iterator, Mapping

from pydantic_core import PydanticCustomError

from qualicli import francais
from qualicli.echanges.cellules.colonne import Colonne, valeur_yaml
from qualicli.echanges.feuilles.description import (
    Edition,
    FeuilleDecrite,
    LigneDeFeuille,
    LigneRefusee,
    Naissance,
    lecture_seule,
)
from qualicli.echanges.feuilles.dossier_diagnostique import DossierDiagnostique
from qualicli.echanges.feuilles.naissances import deja_la, exiger, identifiant_libre
from qualicli.echanges.feuilles.retouches import poser_chaque
from qualicli.echanges.feuilles.textes import texte
from qualicli.modeles.enquete import Enquete, Resultat, Volet
from qualicli.modeles.importation import Effet
from qualicli.modeles.pourcentage import Pourcentage
from qualicli.modeles.retouche import Ajouter

COLONNES = (
    Colonne("volet", "Enquête et volet", "choix", 40, "nouvelle", "volets", obligatoire=True),
    lecture_seule("panel", "Public", 24),
    lecture_seule("periode", "Période", 22),
    Colonne("libelle", "Question", "texte", 44, obligatoire=True),
    Colonne("canal", "Canal", "choix", 14, "nouvelle", "canaux"),
    Colonne("site", "Site", "choix", 20, "nouvelle", "sites"),
    Colonne("valeur", "Résultat", "texte", 16, note="Un pourcentage : 91,23 ou « environ 90 » ou « de 87 à 100 »."),
    Colonne("repondants", "Réponses", "entier", 10),
    Colonne("theme", "Thème", "texte", 16),
    lecture_seule("avant", "Résultat précédent", 16),
)


def lignes(source: DossierDiagnostique) -> Iterator[LigneDeFeuille]:
    """Une ligne par résultat, enquête après enquête ; un résultat compté ne se change qu'en réimportant ses réponses."""
    for enquete in sorted(source.dossier.enquetes.values(), key=lambda e: (-e.annee, e.id)):
        for place, volet in enumerate(enquete.volets):
            for rang, resultat in enumerate(volet.resultats):
                yield LigneDeFeuille(
                    f"enquetes/{_repere(enquete, volet, resultat.cle, resultat.canal, resultat.site)}",
                    enquete.fichier,
                    ("volets", place, "resultats", rang),
                    _valeurs(enquete, volet, resultat),
                    f"{francais.guillemets(resultat.libelle)}, {enquete.intitule}",
                    fermees=frozenset({"valeur", "repondants"}) if resultat.reponses else frozenset(),
                )


def _repere(enquete: Enquete, volet: Volet, cle: str, canal: str | None, site: str | None) -> str:
    return f"{enquete.id}/{volet.id}/{cle}/{canal or ''}/{site or ''}/"


def _valeurs(enquete: Enquete, volet: Volet, resultat: Resultat) -> dict[str, str]:
    champs = ("libelle", "canal", "site", "repondants", "theme")
    return {
        "volet": f"{enquete.id}/{volet.id}",
        "panel": volet.panel,
        "periode": volet.periode.en_clair(),
        **{champ: texte(getattr(resultat, champ)) for champ in champs},
        "valeur": texte(resultat.valeur).replace(francais.INSECABLE, " "),
        "avant": texte(resultat.precedent),
    }


def ecrire_valeur(valeur: str) -> str:
    """Un pourcentage tel que le dossier l'écrit. Refuse ce qui n'en est pas un, et « 0,91 » pour 91 %."""
    if not valeur:
        return ""
    try:
        lu = Pourcentage.lire(valeur)
    except PydanticCustomError as faute:
        raise LigneRefusee(faute.message()) from None
    if 0 < lu.bas < 1 and "%" not in valeur:
        raise LigneRefusee(f"« {valeur} » pour un pourcentage ; vouliez-vous dire {francais.nombre(lu.bas * 100)} ?")
    return str(lu).replace(francais.INSECABLE, " ")


def retoucher(edition: Edition, colonnes: Mapping[str, Colonne]) -> Iterator[Effet]:
    """Chaque cellule est une clé du résultat."""
    changees = {c: ecrire_valeur(v) if c == "valeur" else v for c, v in edition.changees.items()}
    yield from poser_chaque(Edition(edition.ligne, changees, edition.au, edition.dossier, edition.mots), colonnes)


def naitre(naissance: Naissance) -> Iterator[Effet]:
    """Une ligne neuve : une question de plus dans son volet."""
    exiger(naissance, COLONNES)
    v = naissance.valeurs
    nom, _, cle_volet = v["volet"].partition("/")
    enquete = naissance.dossier.enquetes[nom]
    place = next(rang for rang, volet in enumerate(enquete.volets) if volet.id == cle_volet)
    volet = enquete.volets[place]
    cle = next((r.cle for r in volet.resultats if r.libelle == v["libelle"]), identifiant_libre(v["libelle"]))
    if deja_la(naissance, f"enquetes/{_repere(enquete, volet, cle, v.get('canal'), v.get('site'))}"):
        return
    ecrites = {c.cle: valeur_yaml(c, v.get(c.cle, "")) for c in COLONNES if c.ouverture != "jamais"}
    ecrites = {"cle": cle, **ecrites, "valeur": ecrire_valeur(v.get("valeur", "")) or None, "volet": None}
    mots = f"{francais.guillemets(enquete.intitule)} : question nouvelle, {v['libelle']}"
    resultat = {c: x for c, x in ecrites.items() if x is not None}
    yield Effet(enquete.fichier, Ajouter(("volets", place, "resultats"), resultat), mots)


FEUILLE = FeuilleDecrite(
    "enquetes",
    "Enquêtes",
    "Une question par ligne ; ajoutez les nouvelles en bas.",
    COLONNES,
    lignes,
    retoucher,
    naitre,
    15,
    rien=lambda source: (
        "" if any(e.volets for e in source.dossier.enquetes.values()) else "Le dossier n'a pas d'enquête."
    ),
)
