"""Ce qui est signé, par qui, et ce qui n'y correspond plus : à l'écran, pour les machines, pour un tableur."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from qualicli import francais
from qualicli.diagnostic.signatures import SignatureSuivie
from qualicli.rendus.diagnostic.json_ import ecrire
from qualicli.rendus.diagnostic.tableaux import ecrire_csv
from qualicli.rendus.ecran import Ecran, paragraphe
from qualicli.rendus.markdown import echapper, tableau

FORMAT = 1
ETATS = {
    "conforme": "conforme",
    "change": "a changé",
    "rectifie": "rectifié",
    "remplace": "remplacé",
    "touche": "acte touché",
    "disparu": "disparu",
    "autrement": "conforme, dit autrement par cette version de qualicli",
}
_STYLES = {"conforme": "green", "rectifie": "", "remplace": "", "autrement": ""}
_VIDE = " " * 6
_MONTREES = 10


def ecran(suivies: Iterable[SignatureSuivie], au: date) -> Ecran:
    """Un paragraphe par acte ; ce qui diffère, dessous."""
    suivies = list(suivies)
    if not suivies:
        return [[(f"Rien n'est signé au {francais.jour(au)}.", "")]]
    lignes = paragraphe(f"{francais.pluriel(len(suivies), 'acte')} de signature au {francais.jour(au)}", style="bold")
    reprendre = sum(s.est_a_reprendre for s in suivies)
    verbe = "ne correspond plus" if reprendre == 1 else "ne correspondent plus"
    lignes += paragraphe(f"{reprendre} {verbe} à ce qui est signé." if reprendre else "Tout correspond.", "  ")
    for suivie in suivies:
        lignes += [[], *un_acte(suivie)]
    return lignes


def un_acte(suivie: SignatureSuivie, retrait: str = "") -> Ecran:
    """Un acte : ce qu'il signe, par qui, où il en est, et chaque passage qui diffère."""
    acte = suivie.acte
    style = _STYLES.get(suivie.etat, "yellow" if suivie.etat == "change" else "red")
    lignes = paragraphe(f"{suivie.nom} : {ETATS[suivie.etat]}", retrait, retrait + "  ", style)
    quoi = f"Rectificatif ({acte.motif}), signé" if acte.rectifie else "Signé"
    dit = f"{quoi} {acte.le.en_complement()}, {acte.par}, {acte.fichier}"
    lignes += paragraphe(dit, retrait + "    ", retrait + _VIDE, "dim")
    for difference in suivie.differences[:_MONTREES]:
        lignes += paragraphe(difference.en_clair, f"{retrait}    - ", retrait + _VIDE)
    reste = len(suivie.differences) - _MONTREES
    if reste > 0:
        lignes += paragraphe(f"et {francais.pluriel(reste, 'autre passage', 'autres passages')}", retrait + _VIDE)
    return lignes


def en_json(suivie: SignatureSuivie) -> dict[str, Any]:
    """Un acte, pour les machines."""
    acte = suivie.acte
    return {
        "id": acte.id,
        "objet": acte.objet,
        "nom": suivie.nom,
        "par": acte.par,
        "le": acte.le.texte,
        "rectifie": acte.rectifie,
        "motif": acte.motif,
        "etat": suivie.etat,
        "differences": [
            {"ou": list(d.ou), "avant": d.avant, "apres": d.apres, "texte": d.en_clair} for d in suivie.differences
        ],
        "fichier": acte.fichier,
    }


def json_(suivies: Iterable[SignatureSuivie], au: date, nom: str) -> str:
    """Toutes les signatures, en JSON."""
    actes = [en_json(s) for s in suivies]
    return ecrire({"format": FORMAT, "date": au.isoformat(), "dossier": nom, "signatures": actes})


def csv(suivies: Iterable[SignatureSuivie]) -> str:
    """Toutes les signatures, un acte par ligne."""
    entetes = ["objet", "nom", "par", "le", "etat", "differences", "rectifie", "motif", "fichier"]
    lignes = (
        [
            s.acte.objet,
            s.nom,
            s.acte.par,
            s.acte.le.texte,
            ETATS[s.etat],
            " ; ".join(d.en_clair for d in s.differences),
            s.acte.rectifie or "",
            s.acte.motif or "",
            s.acte.fichier,
        ]
        for s in suivies
    )
    return ecrire_csv([entetes, *lignes])


def markdown(suivies: Iterable[SignatureSuivie], au: date, nom: str) -> str:
    """Toutes les signatures, en un tableau, puis ce qui diffère."""
    suivies = list(suivies)
    lignes = [f"# {echapper(nom)} : signatures au {francais.jour(au)}", ""]
    if not suivies:
        return "\n".join([*lignes, "Rien n'est signé à cette date.", ""])
    rangees = ((s.nom, s.acte.par, s.acte.le.en_clair(), ETATS[s.etat], s.acte.motif or "") for s in suivies)
    lignes += [tableau(("Ce qui est signé", "Par", "Le", "État", "Rectifié parce que"), rangees), ""]
    for suivie in suivies:
        if suivie.differences:
            lignes += [f"## {echapper(suivie.nom)}, {suivie.acte.le.en_clair()}", ""]
            passages = ((francais.majuscule(d.endroit), *d.cotes) for d in suivie.differences)
            lignes += [tableau(("Passage", "Signé", "Depuis"), passages), ""]
    return "\n".join(lignes)
