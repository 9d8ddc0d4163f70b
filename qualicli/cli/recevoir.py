"""La commande `recevoir`."""

from typing import TYPE_CHECKING, Annotated

import typer

from qualicli.cli.historique import REVENIR, Auteur, Oui, Racine, SansEcrire, decider, est_en_terminal
from qualicli.cli.options import choisir, ecrire, en_couleur, lire_date
from qualicli.erreurs import Sortie

if TYPE_CHECKING:
    from qualicli.operations.recevoir import Arrivage, Reception


def recevoir(
    dossier: Racine = None,
    garder: Annotated[
        str | None, typer.Option("--garder", metavar="miens|leurs", help="Trancher tous les conflits du même côté.")
    ] = None,
    auteur: Auteur = None,
    a_blanc: SansEcrire = False,
    oui: Oui = False,
    format_: Annotated[str, typer.Option("--format", metavar="FORMAT", help="texte ou json.")] = "texte",
) -> None:
    """Prend ce que vos collègues ont partagé et le fusionne avec votre travail, objet par objet.

    Avec « partager », la seule commande qui parle au réseau. Un conflit se dit en français, et se tranche ici.
    """
    from qualicli.operations.recevoir import fusionner_arrivage, noter_arrivage, prendre_arrivage, verifier_reception
    from qualicli.operations.recevoir import recevoir as operation
    from qualicli.operations.trouver import trouver
    from qualicli.rendus.partage import json_travail

    en_json = choisir(format_, ("texte", "json"), "--format") == "json"
    camp = None if garder is None else choisir(garder, ("miens", "leurs"), "--garder")
    arrivage = prendre_arrivage(trouver(dossier))
    reception = fusionner_arrivage(arrivage, camp)  # type: ignore[arg-type]
    if reception.est_vide:
        noter_arrivage(arrivage)
        ecrire(json_travail([], recu=False, conflits=[]) if en_json else "Rien de neuf : vous avez déjà tout.")
        return
    if not en_json:
        _annoncer(arrivage)
        if reception.desaccords:
            reception = _trancher(arrivage, reception, not (a_blanc or oui) and est_en_terminal())
    accepte = False
    if not reception.desaccords:
        reception = verifier_reception(reception, lire_date(None))
        if not en_json:
            _montrer(reception)
        accepte = decider("Recevoir ?", a_blanc, oui, "recevoir", en_json)
        if accepte:
            operation(reception, auteur or "")
    if en_json:
        ecrire(json_travail(reception.changements, recu=accepte, conflits=[_en_json(d) for d in reception.desaccords]))
    else:
        ecrire(_conclusion(reception, accepte))
    raise typer.Exit(Sortie.ANOMALIES if reception.desaccords or reception.erreurs else Sortie.CONFORME)


def _annoncer(arrivage: "Arrivage") -> None:
    from qualicli import francais
    from qualicli.rendus.ecran import Ecran, aplanir, imprimer, paragraphe

    ecran: Ecran = [[(f"Reçu de {aplanir(arrivage.distant.lisible)}, « {arrivage.distant.branche} »", "bold")]]
    for e in arrivage.entrants[:12]:
        ecran += paragraphe(aplanir(f"{francais.jour_court(e.quand.date())}, {e.auteur} : {e.titre}"), "  ", "    ")
    ecran += [[(f"  … et {len(arrivage.entrants) - 12} autres", "")]] if len(arrivage.entrants) > 12 else []
    imprimer(ecran, en_couleur())


def _montrer(reception: "Reception") -> None:
    from qualicli.rendus import partage
    from qualicli.rendus.ecran import imprimer

    ecran = [[], *partage.titre("Dans votre dossier", reception.changements)]
    imprimer(ecran + partage.fautes(reception.erreurs, "de plus dans « qualicli valider », après cela"), en_couleur())


def _trancher(arrivage: "Arrivage", reception: "Reception", demande: bool) -> "Reception":
    """Dit chaque conflit, et demande qui l'emporte ; sans réponse, rien n'est reçu."""
    from qualicli import francais
    from qualicli.cli.assistant import demander
    from qualicli.operations.recevoir import fusionner_arrivage, valeur_du_dossier
    from qualicli.rendus import partage
    from qualicli.rendus.ecran import imprimer

    combien = francais.pluriel(len(reception.desaccords), "conflit")
    imprimer([[], [(f"{combien} : la même chose a été changée des deux côtés", "bold red")]], en_couleur())
    choix = {}
    for d in reception.desaccords:
        valeurs = {"mien": valeur_du_dossier(arrivage, d.fichier)}
        imprimer([[], *partage.desaccord(d.fichier, d.desaccord, d.qui, valeurs)], en_couleur())
        camp = demander("    Garder le mien, le leur, ou rien recevoir (m/l/entrée)", _camp) if demande else ""
        if demande and not camp:
            return reception
        choix[d.cle] = camp
    return fusionner_arrivage(arrivage, None, choix) if demande else reception  # type: ignore[arg-type]


def _camp(reponse: str) -> str:
    """Lit « m » ou « l », en entier ou par sa première lettre ; rien pour tout laisser."""
    camps = {"": "", "m": "miens", "mien": "miens", "miens": "miens", "l": "leurs", "leur": "leurs", "leurs": "leurs"}
    if reponse.lower() not in camps:
        from qualicli.erreurs import ErreurUsage

        raise ErreurUsage(f"« {reponse} » n'est pas une réponse.", "Tapez m, l, ou la touche entrée.")
    return camps[reponse.lower()]


def _en_json(d: object) -> dict[str, object]:
    from qualicli.operations.recevoir import DesaccordDeFichier

    assert isinstance(d, DesaccordDeFichier)  # noqa: S101
    chemin = "/".join(map(str, d.desaccord.chemin))
    etats = {
        c: v if isinstance(v, str | list | dict) else None for c, v in d.desaccord._asdict().items() if c != "chemin"
    }
    return {"fichier": d.fichier, "cle": chemin, "qui": d.qui, **etats}


def _conclusion(reception: "Reception", accepte: bool) -> str:
    if accepte:
        return f"\nReçu. {REVENIR}"
    if reception.desaccords:
        return (
            "\nRien n'est reçu : votre dossier n'a pas changé.\n"
            "Pour trancher tous les conflits du même côté : « qualicli recevoir --garder miens », ou « --garder leurs »."
        )
    return "\nRien n'est reçu : votre dossier n'a pas changé."
