"""Le bilan pour une personne : fichier par fichier, la ligne fautive, ce qui ne va pas, que faire."""

from collections.abc import Iterable, Iterator
from itertools import groupby

from qualicli import francais
from qualicli.modeles.anomalie import Anomalie, AnomalieSupprimee, Bilan, Gravite
from qualicli.rendus.anomalies.extrait import extraire, lignes, plier
from qualicli.rendus.anomalies.presentation import Presentation, justifier
from qualicli.rendus.ecran import Ecran, Morceau, texte, visible

STYLES = {Gravite.ERREUR: "bold red", Gravite.AVERTISSEMENT: "yellow", Gravite.INFORMATION: "cyan"}
_SANS_ECRAN = 120
_RETRAIT = "    "


def rendre(bilan: Bilan, presentation: Presentation) -> str:
    """Rend le bilan sans couleur."""
    return texte(composer(bilan, presentation.largeur))


def composer(bilan: Bilan, largeur: int | None) -> Ecran:
    """Montre chaque anomalie sous son fichier, celles que la démarche accepte, puis le compte.

    Les phrases sont repliées à la largeur du terminal ; sans elle, chacune reste sur sa ligne.
    """
    ecran: Ecran = []
    for fichier, groupe in groupby(bilan.anomalies, key=lambda a: a.fichier):
        ecran += _montrer_fichier(fichier, list(groupe), bilan.sources.get(fichier, b""), largeur)
    if bilan.supprimees:
        ecran += [[("Anomalies acceptées par la démarche", "bold")], []]
        for supprimee in bilan.supprimees:
            ecran += [*_montrer_acceptee(supprimee, largeur), []]
    style = "green" if bilan.est_conforme else "bold red"
    ecran += [[(ligne, style)] for ligne in plier(resumer(bilan), largeur)]
    if bilan.anomalies:
        code = min(bilan.anomalies, key=lambda a: a.gravite).code
        ecran.append([(f"Pour comprendre une règle : qualicli regles {code}", "dim")])
    return ecran


def resumer(bilan: Bilan) -> str:
    """Dit en une phrase si le dossier est conforme, et ce qu'on y a trouvé."""
    verdict = "est conforme" if bilan.est_conforme else "n'est pas conforme"
    acceptees = len(bilan.supprimees)
    suite = f" {francais.pluriel(acceptees, 'anomalie est acceptée', 'anomalies sont acceptées')} par la démarche."
    return (
        f"Au {francais.jour(bilan.au)}, le dossier « {visible(bilan.dossier)} » {verdict} : {_trouve(bilan)} "
        f"({francais.pluriel(bilan.fichiers, 'fichier lu')}).{suite if acceptees else ''}"
    )


def _trouve(bilan: Bilan) -> str:
    if not bilan.anomalies:
        return "aucune anomalie"
    fichiers = len({a.fichier for a in bilan.anomalies})
    aucune = "aucune erreur, " if bilan.est_conforme else ""
    return f"{aucune}{_compter(bilan.anomalies)} dans {francais.pluriel(fichiers, 'fichier')}"


def _compter(anomalies: Iterable[Anomalie]) -> str:
    gravites = [a.gravite for a in anomalies]
    return francais.liste(francais.pluriel(n, g.nom) for g in Gravite if (n := gravites.count(g)))


def _montrer_fichier(
    fichier: str, anomalies: list[Anomalie], octets: bytes, largeur: int | None
) -> Iterator[list[Morceau]]:
    yield [(visible(fichier), "bold"), (f" ({_compter(anomalies)})", "")]
    yield []
    source = lignes(octets)
    for anomalie in anomalies:
        yield from _constater(anomalie, largeur)
        yield from _montrer_ligne(anomalie, source, largeur or _SANS_ECRAN)
        if anomalie.conseil:
            premiere, *suite = plier(anomalie.conseil, largeur, _RETRAIT + "  ", len(_RETRAIT) + 2)
            yield [(f"{_RETRAIT}→ {premiere}", "")]
            yield from ([(ligne, "")] for ligne in suite)
        yield []


def _constater(anomalie: Anomalie, largeur: int | None) -> Ecran:
    lieu = f"  {visible(anomalie.fichier)}:{anomalie.ligne}:{anomalie.colonne}: "
    gravite = f"{anomalie.gravite.nom} {anomalie.code}"
    premiere, *suite = plier(anomalie.message, largeur, _RETRAIT, len(f"{lieu}{gravite} : "))
    return [[(lieu, ""), (gravite, STYLES[anomalie.gravite]), (f" : {premiere}", "")], *([(s, "")] for s in suite)]


def _montrer_ligne(anomalie: Anomalie, source: list[str], largeur: int) -> Ecran:
    ligne = source[anomalie.ligne - 1] if anomalie.ligne <= len(source) else ""
    if not ligne.strip():
        return []
    marge = f"{_RETRAIT}{anomalie.ligne} | "
    extrait, avant = extraire(ligne, anomalie.colonne, largeur - len(marge))
    dessous = f"{' ' * (len(marge) - 2)}| "
    return [[(marge, "dim"), (extrait, "")], [(dessous + " " * avant, "dim"), ("^", STYLES[anomalie.gravite])]]


def _montrer_acceptee(supprimee: AnomalieSupprimee, largeur: int | None) -> Ecran:
    return [
        *_constater(supprimee.anomalie, largeur),
        *([(s, "")] for s in plier(justifier(supprimee), largeur, _RETRAIT)),
    ]
