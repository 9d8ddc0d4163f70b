"""Ce qui est dû, pour les machines et les tableurs. Le JSON est un contrat numéroté : on y ajoute des clés, sans en changer."""

from typing import Any

from qualicli import francais
from qualicli.diagnostic.obligations.obligation import Obligation
from qualicli.diagnostic.obligations.resultat import ResultatObligations
from qualicli.rendus.diagnostic.json_ import ecrire
from qualicli.rendus.diagnostic.tableaux import ecrire_csv
from qualicli.rendus.libelles import nommer_service
from qualicli.rendus.markdown import echapper, tableau
from qualicli.rendus.obligations.mots import A_DESIGNER, ETATS, NATURES, TITRES, dire_qui

FORMAT = 1


def json_(resultat: ResultatObligations) -> str:
    """Rend ce qui attend, en JSON."""
    liste = [_champs(resultat, o) for o in resultat.ouvertes]
    return ecrire({"format": FORMAT, "date": resultat.au.isoformat(), "dossier": resultat.nom, "obligations": liste})


def _champs(resultat: ResultatObligations, obligation: Obligation) -> dict[str, Any]:
    return {
        "nature": obligation.nature,
        "texte": _espaces(obligation.texte),
        "qui": _espaces(dire_qui(resultat.dossier, resultat.au, obligation)) or None,
        "service": obligation.service,
        "echeance": obligation.echeance.texte if obligation.echeance else None,
        "etat": obligation.etat,
        "fichier": obligation.fichier,
        "ligne": resultat.ligne(obligation),
        "objet": obligation.objet,
        "depuis": obligation.depuis.texte if obligation.depuis else None,
        "sites": list(obligation.sites),
        "modules": list(obligation.modules),
    }


def _espaces(texte: str) -> str:
    """Remplace les espaces insécables, gênantes pour qui compare des textes."""
    return texte.replace(francais.INSECABLE, " ")


def csv(resultat: ResultatObligations) -> str:
    """Rend ce qui attend, une obligation par ligne."""
    entetes = [
        "echeance",
        "etat",
        "nature",
        "texte",
        "qui",
        "service",
        "sites",
        "modules",
        "depuis",
        "fichier",
        "ligne",
    ]
    lignes = (
        [
            o.echeance.texte if o.echeance else "",
            ETATS[o.etat],
            NATURES[o.nature],
            o.texte,
            dire_qui(resultat.dossier, resultat.au, o),
            o.service or "",
            ", ".join(o.sites),
            ", ".join(o.modules),
            o.depuis.texte if o.depuis else "",
            o.fichier,
            str(resultat.ligne(o)),
        ]
        for o in resultat.ouvertes
    )
    return ecrire_csv([entetes, *lignes])


def markdown(resultat: ResultatObligations) -> str:
    """Rend ce qui attend, un tableau par tranche."""
    nom = echapper(resultat.dossier.demarche.organisme.nom)
    lignes = [f"# {nom} : à faire au {francais.jour(resultat.au)}", ""]
    if resultat.filtres.en_clair:
        lignes += [f"Seulement : {echapper(resultat.filtres.en_clair)}.", ""]
    for tranche, rangee in resultat.par_tranche().items():
        lignes += [f"## {TITRES[tranche]}", "", tableau(COLONNES, (_cellules(resultat, o) for o in rangee)), ""]
    return "\n".join(lignes if resultat.ouvertes else [*lignes, "Rien n'attend à cette date.", ""])


COLONNES = ("Pour quand", "À faire", "Qui", "Service", "Nature")


def _cellules(resultat: ResultatObligations, obligation: Obligation) -> tuple[str, ...]:
    return (
        obligation.echeance.en_clair() if obligation.echeance else "à fixer",
        obligation.texte,
        dire_qui(resultat.dossier, resultat.au, obligation) or A_DESIGNER,
        nommer_service(resultat.dossier, obligation.service),
        NATURES[obligation.nature],
    )
