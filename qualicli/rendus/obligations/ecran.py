"""Ce qui est dû, à l'écran : le plus pressé d'abord, sur un seul écran de 80 colonnes."""

from collections.abc import Mapping

from qualicli import francais
from qualicli.diagnostic.obligations.obligation import Obligation
from qualicli.diagnostic.obligations.resultat import ResultatObligations, Tranche
from qualicli.rendus.ecran import LARGEUR, Ecran, caler, paragraphe
from qualicli.rendus.libelles import nommer_service
from qualicli.rendus.obligations.mots import A_DESIGNER, NATURES, TITRES, dire_qui, en_court

LIGNES = 15  # avec les titres, un écran de 24 lignes
_RESERVE = 2  # ce qu'une tranche montre au moins, si elle l'a
_DATE, _QUI = 14, 20
_STYLES: Mapping[Tranche, str] = {"retard": "bold red", "semaine": "bold yellow"}


def rendre(resultat: ResultatObligations, tout: bool) -> Ecran:
    """Compose l'écran ; `tout` montre chaque obligation en entier, avec le fichier qui la fonde."""
    rangees = resultat.par_tranche()
    nom = resultat.dossier.demarche.organisme.nom
    ecran: Ecran = [[(nom, "bold"), (f" · à faire au {francais.jour(resultat.au)}", "")]]
    if resultat.filtres.en_clair:
        ecran += paragraphe(f"Seulement : {resultat.filtres.en_clair}.", style="cyan")
    if resultat.erreurs:
        erreurs = francais.pluriel(resultat.erreurs, "erreur")
        ecran += paragraphe(f"Attention : {erreurs} de lecture, cette liste est peut-être incomplète.", style="red")
    places = {t: len(r) for t, r in rangees.items()} if tout else _partager(rangees)
    for tranche, rangee in rangees.items():
        ecran.append([(f"{TITRES[tranche]} ({len(rangee)})", _STYLES.get(tranche, "bold"))])
        for obligation in rangee[: places[tranche]]:
            ecran += _en_entier(resultat, obligation) if tout else _en_bref(resultat, obligation)
    reste = len(resultat.ouvertes) - sum(places.values())
    if reste:
        ecran.append([(f"… et {francais.pluriel(reste, 'autre')} : ajoutez --tout.", "dim")])
    return ecran if rangees else [*ecran, [("Rien n'attend à cette date.", "bold green")]]


def _partager(rangees: Mapping[Tranche, tuple[Obligation, ...]]) -> dict[Tranche, int]:
    """Combien montrer de chaque tranche : la plus pressée d'abord, sans priver les suivantes de leurs premières lignes."""
    places: dict[Tranche, int] = {}
    reste = LIGNES
    suivantes = list(rangees.items())
    while suivantes:
        (tranche, rangee), *suivantes = suivantes
        places[tranche] = min(len(rangee), reste - sum(min(_RESERVE, len(r)) for _, r in suivantes))
        reste -= places[tranche]
    return places


def _en_bref(resultat: ResultatObligations, obligation: Obligation) -> Ecran:
    qui = dire_qui(resultat.dossier, resultat.au, obligation) or A_DESIGNER
    quoi = caler(obligation.texte, LARGEUR - _DATE - _QUI - 4)
    return [
        [
            (f"  {caler(en_court(obligation.echeance), _DATE)} ", ""),
            (quoi, ""),
            (f" {caler(qui, _QUI).rstrip()}", "cyan"),
        ]
    ]


def _en_entier(resultat: ResultatObligations, obligation: Obligation) -> Ecran:
    tete = f"  {caler(en_court(obligation.echeance), _DATE)} "
    retrait = " " * len(tete)
    qui = dire_qui(resultat.dossier, resultat.au, obligation) or A_DESIGNER
    service = nommer_service(resultat.dossier, obligation.service)
    depuis = f"depuis {obligation.depuis.en_debut()}" if obligation.depuis else ""
    dits = (f"→ {qui}", service if service != qui else "", NATURES[obligation.nature], depuis)
    fichier = f"{obligation.fichier}:{resultat.ligne(obligation)}"
    return [
        *paragraphe(obligation.texte, tete, retrait),
        *paragraphe(" · ".join(filter(None, dits)), retrait, f"{retrait}  ", "cyan"),
        [(retrait + fichier, "dim")],
    ]
