"""Reconnaître la réponse à une commande dans un classeur revenu : ce qui était demandé et qui est là, ce qui manque."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from qualicli import francais
from qualicli.modeles.codes import normaliser
from qualicli.modeles.dossier import Dossier
from qualicli.modeles.importation import Effet, Fusion
from qualicli.modeles.retouche import Ajouter, Creer, Poser
from qualicli.modeles.tournee import ChoseDemandee, GenreDemande, PartDeTournee, Tournee
from qualicli.rendus.libelles import nommer_service

_EVALUATIONS, _COUVRE = "evaluations", "couvre"


@dataclass(frozen=True)
class Apport:
    """Ce qu'un classeur revenu change dans le dossier, et la commande à laquelle il répond."""

    classeur: str
    commande: str
    service: str
    effets: tuple[Effet, ...]


def est_une_note(effet: Effet) -> bool:
    """Vrai d'un effet qui note un retour : aucun classeur n'écrit de lui-même dans une commande."""
    return effet.fichier.startswith("commandes/")


def noter(dossier: Dossier, fusion: Fusion, apports: Iterable[Apport], au: date) -> list[Effet]:
    """Les retours à noter, d'après ce qui s'écrirait vraiment ; ce qui n'en est pas un est dit dans la fusion."""
    notes = []
    for apport in apports:
        tournee = dossier.commandes.get(apport.commande)
        rang = (
            next((r for r, p in enumerate(tournee.services) if p.service == apport.service), None) if tournee else None
        )
        if tournee is None or rang is None:
            continue
        part = tournee.services[rang]
        gardes = [e for e in apport.effets if e in fusion.effets]
        nom = f"Commande {francais.guillemets(tournee.intitule)}, {nommer_service(dossier, part.service)}"
        rendues = [c for c in part.reste(au) if _est_la(dossier, c, gardes)]
        libres = [c for c in part.reste(au) if c.genre == "demandes"] if gardes else []
        if libres:
            autres = [c for c in part.reste(au) if c not in rendues and c not in libres]
            _mentionner(fusion, f"{apport.classeur} : {_a_constater(tournee, part, libres, autres)}")
        if not rendues and (part.choses or not gardes or part.rendu(au)):
            if not libres and not part.est_rendue(au):
                quoi = f"la commande {francais.guillemets(tournee.intitule)} à {nommer_service(dossier, part.service)}"
                _mentionner(
                    fusion, f"{apport.classeur} : rien de ce que demandait {quoi} n'y est ; ce n'est pas un retour."
                )
            continue
        notes.append(
            Effet(tournee.fichier, retour_note(rang, rendues, au), f"{nom} : {_dire(tournee, part, rendues, au)}")
        )
    return notes


def _a_constater(
    tournee: Tournee, part: PartDeTournee, libres: Iterable[ChoseDemandee], autres: Iterable[ChoseDemandee]
) -> str:
    """Ce qui était demandé en toutes lettres : à vous de voir si le classeur y répond, et le geste pour le noter."""
    quoi = francais.liste(francais.guillemets(c.valeur) for c in libres)
    sauf = "".join(f" --sauf {c.valeur}" for c in autres)
    geste = f"qualicli commande rendue {tournee.id} --service {part.service}{sauf}"
    return f"à constater, {quoi}. Si la réponse y est : {francais.guillemets(geste)}."


def _mentionner(fusion: Fusion, texte: str) -> None:
    if texte not in fusion.mentions:
        fusion.mentions.append(texte)


def _dire(tournee: Tournee, part: PartDeTournee, rendues: list[ChoseDemandee], au: date) -> str:
    reste = [c.valeur for c in part.reste(au) if c not in rendues]
    dit = f"revenu {', '.join(c.valeur for c in rendues)}" if rendues else "classeur revenu"
    retard = tournee.jours_de_retard(au)
    dit += f", avec {francais.pluriel(retard, 'jour')} de retard" if retard else ""
    return dit + (f" ; il manque {', '.join(reste)}" if reste else " ; tout y est")


def retour_note(rang: int, choses: Iterable[ChoseDemandee], le: date) -> Ajouter:
    """Un retour de plus dans la part d'un service."""
    rangees: dict[str, list[str]] = {}
    for chose in choses:
        rangees.setdefault(chose.genre, []).append(chose.valeur)
    valeur: dict[str, Any] = {"le": le.isoformat(), **rangees}
    return Ajouter(("services", rang, "retours"), valeur)


def _est_la(dossier: Dossier, chose: ChoseDemandee, effets: Iterable[Effet]) -> bool:
    """Vrai quand un changement touche ce qui était demandé ; des mots libres se constatent, ils ne se reconnaissent pas.

    Une réponse écrite donne des nouvelles d'une action ; elle n'évalue, ne prouve ni ne mesure rien.
    """
    if chose.genre != "actions":
        effets = [e for e in effets if not (isinstance(e.retouche, Ajouter) and e.retouche.chemin == ("echanges",))]
    if chose.genre == "exigences":
        voulue = dossier.reference(chose.valeur)
        return any(_vise(voulue, touchee) for e in effets for touchee in _touchees(dossier, e))
    objets: dict[GenreDemande, tuple[Any, ...]] = {
        "actions": (dossier.actions,),
        "pieces": (dossier.preuves, dossier.procedures),
        "mesures": (dossier.indicateurs,),
    }
    siens = [f[chose.valeur] for f in objets.get(chose.genre, ()) if chose.valeur in f]
    fichiers = {o.fichier for o in siens} | {o.fichier.rpartition(".")[0] + ".csv" for o in siens}
    return any(e.fichier in fichiers for e in effets)


def _vise(voulue: tuple[str, str], touchee: tuple[str, str]) -> bool:
    """Vrai de l'exigence demandée, et de chacune de celles de l'engagement demandé."""
    return voulue[0] == touchee[0] and (voulue[1] == touchee[1] or touchee[1].startswith(f"{voulue[1]}."))


def _touchees(dossier: Dossier, effet: Effet) -> Iterator[tuple[str, str]]:
    """Les exigences qu'un changement évalue, commente ou prouve : (référentiel, code)."""
    retouche = effet.retouche
    if effet.fichier.startswith("engagements/"):
        referentiel = effet.fichier.split("/")[1]
        yield from ((referentiel, normaliser(c)) for c in _codes_evalues(dossier, effet))
        return
    couvre: Any = ()
    if isinstance(retouche, Creer):
        couvre = retouche.valeurs.get(_COUVRE, ())
    elif isinstance(retouche, Poser | Ajouter) and retouche.chemin and retouche.chemin[0] == _COUVRE:
        couvre = [retouche.element] if isinstance(retouche, Ajouter) else retouche.valeur or ()
    yield from (dossier.reference(str(texte)) for texte in ([couvre] if isinstance(couvre, str) else couvre))


def _codes_evalues(dossier: Dossier, effet: Effet) -> Iterator[str]:
    retouche = effet.retouche
    if isinstance(retouche, Creer):
        evaluations: Any = retouche.valeurs.get(_EVALUATIONS, ())
        yield from (str(e["exigence"]) for e in evaluations)
    elif isinstance(retouche, Ajouter) and isinstance(retouche.element, dict):
        yield from [str(retouche.element["exigence"])] if "exigence" in retouche.element else []
    elif isinstance(retouche, Poser) and retouche.chemin[0] == _EVALUATIONS and isinstance(retouche.chemin[1], int):
        suivi = next((s for s in dossier.engagements.values() if s.fichier == effet.fichier), None)
        if suivi and retouche.chemin[1] < len(suivi.evaluations):
            yield suivi.evaluations[retouche.chemin[1]].exigence
