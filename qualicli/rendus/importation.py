"""L'aperçu d'un import, en mots : ce qui changerait, ce qui est en conflit, ce qui n'est pas compris, ce qu'il faut savoir."""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from qualicli import francais
from qualicli.modeles.importation import Apercu, Effet, Rejet
from qualicli.rendus.ecran import Ecran, aplanir, paragraphe

_ADRESSE = re.compile(r" \(([A-Z]{1,3}\d{1,7})\)", re.ASCII)
_VALEUR = re.compile(r"^(colonne «[^»]*», )(«[^»]*»)")  # après sa colonne, ce que la cellule contient
_REPETEE = 4  # à partir de combien une faute ne se répète plus
_MONTREES = 5


def rendre(apercu: Apercu, classeurs: Iterable[str]) -> Ecran:
    """L'aperçu à l'écran."""
    return [[(f"Retour de {francais.liste(classeurs)}", "bold")], [], *detailler(apercu)]


def detailler(apercu: Apercu) -> Ecran:
    """Ce qui changerait, ce qui est en conflit, ce qui n'est pas compris, ce qu'il faut savoir."""
    fusion = apercu.fusion
    ecran = _changements(fusion.effets)
    if fusion.conflits:
        combien = francais.pluriel(len(fusion.conflits), "conflit")
        ecran += [[], [(f"{combien} : rien de ces objets n'est écrit tant qu'ils ne sont pas tranchés", "bold red")]]
        for c in fusion.conflits:
            ligne = apercu.situer(c.fichier, c.chemin).ligne
            ecran.append(
                [(f"  {c.fichier}:{ligne}  ↔  {', '.join(filter(None, (c.classeur, c.feuille, c.cellule)))}", "red")]
            )
            ecran += paragraphe(f"{c.nom}, {francais.guillemets(c.titre)}", "    ")
            export = f"à l'export : {c.base} · classeur" if c.base else "tableur"
            if c.rival:
                export = f"à l'export : {c.base} · {c.rival} : {c.chez_le_rival} · {c.classeur}"
            ecran += paragraphe(f"{export} : {c.revenue} · dossier : {c.actuelle}", "    ")
    if fusion.retenus:
        ecran += [[], [("En attente, dans ces mêmes fichiers", "bold")]]
        ecran += [ligne for e in _sans_double(fusion.retenus) for ligne in paragraphe(aplanir(e.mots), "  ", "    ")]
    if fusion.rejets:
        ecran += [[], [("Pas compris, donc pas écrit", "bold")]]
        ecran += [ligne for r in _reunir(fusion.rejets) for ligne in paragraphe(aplanir(r), "  ", "    ")]
    if fusion.mentions:
        ecran += [[], [("À savoir", "bold")]]
        ecran += [ligne for m in fusion.mentions for ligne in paragraphe(aplanir(m), "  ", "    ")]
    return ecran


def _reunir(rejets: Sequence[Rejet]) -> Iterator[str]:
    """Chaque rejet ; la même faute, répétée d'une ligne à l'autre, se dit une fois avec son compte."""
    groupes: dict[tuple[str, str, str], list[Rejet]] = {}
    for rejet in rejets:
        faute = _VALEUR.sub(r"\1", _ADRESSE.sub("", rejet.texte))
        groupes.setdefault((rejet.classeur, rejet.feuille, faute), []).append(rejet)
    for (classeur, feuille, _), memes in groupes.items():
        if len(memes) < _REPETEE:
            yield from (f"{', '.join(filter(None, (r.classeur, r.feuille, r.ou)))} : {r.texte}" for r in memes)
            continue
        textes = list(dict.fromkeys(_ADRESSE.sub("", r.texte) for r in memes))
        ou = ", ".join(filter(None, (classeur, feuille, f"{len(memes)} fois ({_places(memes)})")))
        autres = [trouve[2] for t in textes[1:] if (trouve := _VALEUR.match(t))]
        suite = f" ; de même {francais.liste(autres[:_MONTREES])}{', …' if len(autres) > _MONTREES else ''}"
        yield f"{ou} : {textes[0]}{suite if autres else ''}"


def _places(rejets: Sequence[Rejet]) -> str:
    """Où sont les premiers : « lignes 4, 5, 6, … », ou leurs cellules."""
    adresses = [trouve[1] if (trouve := _ADRESSE.search(r.texte)) else r.ou for r in rejets[:_MONTREES]]
    lignes = [a.removeprefix("ligne ") for a in adresses if a.startswith("ligne ")]
    dites = f"lignes {', '.join(lignes)}" if len(lignes) == len(adresses) else ", ".join(adresses)
    return f"{dites}{', …' if len(rejets) > _MONTREES else ''}"


def _changements(effets: Sequence[Effet]) -> Ecran:
    if not effets:
        return [[("Rien à écrire.", "")]]
    par_fichier: dict[str, list[str]] = {}
    for effet in effets:
        par_fichier.setdefault(effet.fichier, []).append(effet.mots)
    combien = francais.pluriel(len(effets), "changement")
    ecran: Ecran = [[(f"{combien} dans {francais.pluriel(len(par_fichier), 'fichier')}", "bold")]]
    for fichier, mots in par_fichier.items():
        ecran.append([(f"  {fichier}", "cyan")])
        ecran += [ligne for m in mots for ligne in paragraphe(aplanir(m), "    ", "      ")]
    return ecran


def _sans_double(effets: Iterable[Effet]) -> list[Effet]:
    return list({(e.fichier, e.mots): e for e in effets}.values())


def json_(apercu: Apercu, ecrit: bool) -> str:
    """L'aperçu pour une machine."""
    return en_json({"format": 1, **contenu(apercu, ecrit)})


def en_json(valeur: object) -> str:
    """Un contenu tel que la sortie JSON d'un import l'écrit."""
    return json.dumps(valeur, ensure_ascii=False, indent=2)


def contenu(apercu: Apercu, ecrit: bool) -> dict[str, Any]:
    """Ce que tout import dit de lui à une machine."""
    fusion = apercu.fusion
    return {
        "ecrit": ecrit,
        "fichiers": sorted(apercu.fichiers),
        "changements": [{"fichier": e.fichier, "texte": e.mots} for e in fusion.effets],
        "conflits": [
            {
                "fichier": c.fichier,
                "ligne": apercu.situer(c.fichier, c.chemin).ligne,
                "classeur": c.classeur,
                "feuille": c.feuille,
                "cellule": c.cellule,
                "objet": c.nom,
                "colonne": c.titre,
                "export": c.base,
                "revenu": c.revenue,
                "dossier": c.actuelle,
                **({"rival": c.rival, "chez_le_rival": c.chez_le_rival} if c.rival else {}),
            }
            for c in fusion.conflits
        ],
        "rejets": [{"classeur": r.classeur, "feuille": r.feuille, "ou": r.ou, "texte": r.texte} for r in fusion.rejets],
        "en_attente": [{"fichier": e.fichier, "texte": e.mots} for e in _sans_double(fusion.retenus)],
        "mentions": list(fusion.mentions),
    }
