"""Les registres à délais résumés : une ligne par période ; une ligne neuve en résume une de plus."""

from collections import Counter
from collections.abc import Iterator, Mapping

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
from qualicli.echanges.feuilles.naissances import deja_la, exiger
from qualicli.echanges.feuilles.retouches import poser_chaque
from qualicli.echanges.feuilles.textes import texte
from qualicli.modeles.importation import Effet
from qualicli.modeles.registre import Registre, SyntheseDelais
from qualicli.modeles.retouche import Ajouter

COLONNES = (
    Colonne("registre", "Registre", "choix", 40, "nouvelle", "registres", obligatoire=True),
    Colonne("periode", "Période", "date", 22, "nouvelle", obligatoire=True, au_mois=True, passee=True),
    Colonne("site", "Site", "choix", 20, "nouvelle", "sites"),
    Colonne("service", "Service", "choix", 24, "nouvelle", "services"),
    Colonne("recus", "Reçus", "entier", 10, obligatoire=True),
    Colonne("traites", "Répondus", "entier", 10, obligatoire=True, au_plus="recus"),
    Colonne("dans_le_delai", "Dans le délai", "entier", 12, obligatoire=True, au_plus="traites"),
    Colonne("delai_moyen", "Délai moyen", "nombre", 12, note="En jours."),
    lecture_seule("delai", "Délai annoncé", 18),
)


def lignes(source: DossierDiagnostique) -> Iterator[LigneDeFeuille]:
    """Une ligne par synthèse ; les demandes d'un registre tenu en .csv n'y sont pas."""
    for registre in sorted(source.dossier.registres.values(), key=lambda r: (r.intitule, r.id)):
        vues: Counter[str] = Counter()
        for rang, synthese in enumerate(registre.syntheses):
            naturelle = f"{synthese.periode}/{synthese.site or ''}/{synthese.service or ''}"
            vues[naturelle] += 1
            service = synthese.service or registre.service
            yield LigneDeFeuille(
                f"registres/{registre.id}/{naturelle}/{vues[naturelle]}",
                registre.fichier,
                ("syntheses", rang),
                _valeurs(registre, synthese),
                f"{francais.guillemets(registre.intitule)}, {synthese.periode.en_clair()}",
                (service,) if service else (),
            )


def _valeurs(registre: Registre, synthese: SyntheseDelais) -> dict[str, str]:
    champs = ("periode", "site", "service", "recus", "traites", "dans_le_delai", "delai_moyen")
    valeurs = {champ: texte(getattr(synthese, champ)) for champ in champs}
    return {"registre": registre.id, **valeurs, "delai": registre.delai_en_clair}


def retoucher(edition: Edition, colonnes: Mapping[str, Colonne]) -> Iterator[Effet]:
    """Chaque cellule est une clé de la synthèse, et ses nombres restent emboîtés."""
    _exiger_l_ordre({**edition.ligne.valeurs, **edition.changees})
    yield from poser_chaque(edition, colonnes)


def _exiger_l_ordre(valeurs: Mapping[str, str]) -> None:
    recus, traites, tenus = (int(valeurs.get(c) or 0) for c in ("recus", "traites", "dans_le_delai"))
    if not tenus <= traites <= recus:
        raise LigneRefusee(f"{recus} reçus, {traites} répondus, {tenus} dans le délai : chacun contient le suivant")


def naitre(naissance: Naissance) -> Iterator[Effet]:
    """Une ligne neuve : une synthèse de plus."""
    exiger(naissance, COLONNES)
    v = naissance.valeurs
    _exiger_l_ordre(v)
    registre = naissance.dossier.registres[v["registre"]]
    if deja_la(naissance, f"registres/{registre.id}/{v['periode']}/{v.get('site', '')}/{v.get('service', '')}/"):
        return
    synthese = composer(v)
    quand = naissance.mots("periode", v["periode"])
    mots = (
        f"{francais.guillemets(registre.intitule)} : {quand}, {v['recus']} reçus, {v['traites']} répondus, "
        f"{v['dans_le_delai']} dans le délai"
    )
    yield Effet(registre.fichier, Ajouter(("syntheses",), synthese), mots)


def composer(valeurs: Mapping[str, str]) -> dict[str, object]:
    """La synthèse telle qu'elle s'écrit."""
    ecrites = {
        c.cle: valeur_yaml(c, valeurs.get(c.cle, ""))
        for c in COLONNES
        if c.ouverture != "jamais" and c.cle != "registre"
    }
    return {c: x for c, x in ecrites.items() if x is not None}


FEUILLE = FeuilleDecrite(
    "registres",
    "Registres",
    "Une période par ligne ; ajoutez les nouvelles en bas.",
    COLONNES,
    lignes,
    retoucher,
    naitre,
    15,
    indivisible=True,
    rien=lambda source: "" if source.dossier.registres else "Le dossier n'a pas de registre : rien à remplir ici.",
    a_rang=True,
)
