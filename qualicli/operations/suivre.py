"""Suivre une action ou un jalon : dire qu'il est fait, ou le repousser ; la première échéance et les suivantes restent."""

from datetime import date
from typing import Any

from qualicli import francais
from qualicli.erreurs import ErreurUsage
from qualicli.modeles.base import Objet
from qualicli.modeles.dossier import Dossier
from qualicli.modeles.familles import famille_de
from qualicli.modeles.importation import Effet
from qualicli.modeles.retouche import Ajouter, Poser
from qualicli.modeles.suivi import Action, Jalon, RevisionEcheance
from qualicli.modeles.temps.dates import DateImprecise
from qualicli.modeles.temps.echeances import Echeance
from qualicli.operations.classeurs import DossierOuvert
from qualicli.operations.designer import designer
from qualicli.operations.formulaires import formulaire
from qualicli.operations.gestes import Geste, preparer
from qualicli.operations.reponses import Reponses

MODELE = RevisionEcheance
FORMULAIRE = formulaire(MODELE, ("motif",))


def action_ou_jalon(dossier: Dossier, texte: str) -> Action | Jalon:
    """L'action ou le jalon que l'on nomme."""
    trouve: Objet = designer(dossier, [famille_de(Action), famille_de(Jalon)], texte)
    assert isinstance(trouve, Action | Jalon)  # noqa: S101 (ce sont les familles où l'on cherche)
    return trouve


def faire(ouvert: DossierOuvert, texte: str, reponses: Reponses) -> Geste:
    """Ce que l'on écrirait pour dire qu'une action est faite, ou qu'une étape a eu lieu. N'écrit rien."""
    objet = action_ou_jalon(ouvert.dossier, texte)
    cle = "realise_le" if isinstance(objet, Jalon) else "faite_le"
    nom = f"{'Étape' if isinstance(objet, Jalon) else 'Action'} {francais.guillemets(objet.intitule)}"
    quand = DateImprecise.lire(reponses.valeurs["faite_le"])
    if quand.debut > reponses.au:
        raise ErreurUsage("Ce qui est fait ne se date pas d'avance.", "La date est celle du fait : corrigez --date.")
    deja: DateImprecise | None = getattr(objet, cle)
    if deja is not None and deja != quand:
        raise ErreurUsage(
            f"{nom} : c'est déjà fait, {deja.en_complement()}.", "Corrigez la fiche si cette date est fausse."
        )
    if isinstance(objet, Action) and objet.statut == "abandonnee":
        raise ErreurUsage(
            f"{nom} : elle est abandonnée.", "Reprenez-la d'abord dans sa fiche, ou ajoutez-en une autre."
        )
    voulues: dict[str, Any] = {cle: quand.texte}
    if isinstance(objet, Action):
        voulues = {"statut": "faite", "faite_le": quand.texte}
        voulues |= {c: reponses.valeurs[c] for c in ("preuve", "commentaire") if c in reponses.valeurs}
        if objet.avancement not in (None, 100):
            voulues["avancement"] = 100
    elif "preuve" in reponses.valeurs:
        raise ErreurUsage("--preuve ne sert que pour une action.", "Retirez cette option.")
    elif "commentaire" in reponses.valeurs:
        voulues["commentaire"] = reponses.valeurs["commentaire"]
    for cle_ecrite in ("preuve", "commentaire"):
        ecrit = getattr(objet, cle_ecrite, None)
        if cle_ecrite in voulues and ecrit not in (None, voulues[cle_ecrite]):
            raise ErreurUsage(
                f"{nom} a déjà « {cle_ecrite} » : « {ecrit} » serait perdu.",
                f"Sans --{cle_ecrite}, il reste ; « qualicli modifier » le change.",
            )
    changees = {c: v for c, v in voulues.items() if str(getattr(objet, c) or "") != str(v)}
    mots = f"{nom} : {'faite' if isinstance(objet, Action) else 'réalisée'} {quand.en_complement()}"
    if not changees:
        return preparer(ouvert, mots, (), mentions=[f"{mots} : la fiche le dit déjà."])
    return preparer(ouvert, mots, [Effet(objet.fichier, Poser((c,), v), mots) for c, v in changees.items()])


def repousser(ouvert: DossierOuvert, texte: str, reponses: Reponses) -> Geste:
    """Ce que l'on écrirait pour repousser une échéance : une révision de plus, avec son motif. N'écrit rien."""
    objet = action_ou_jalon(ouvert.dossier, texte)
    revision = reponses.ordonnees()
    nom = f"{'Étape' if isinstance(objet, Jalon) else 'Action'} {francais.guillemets(objet.intitule)}"
    actuelle = objet.date_au(date.max) if isinstance(objet, Jalon) else objet.echeance_au(date.max)
    if actuelle is None:
        raise ErreurUsage(
            f"{nom} n'a pas encore d'échéance : une première date ne repousse rien.", "Donnez-la dans sa fiche."
        )
    if not _est_ouvert(objet):
        raise ErreurUsage(f"{nom} n'est plus à faire : son échéance ne se repousse pas.", "Vérifiez son nom.")
    nouvelle = Echeance.lire(revision["nouvelle"])
    avant, apres = (_en_clair(ouvert.dossier, e, reponses.au) for e in (actuelle, nouvelle))
    sujet = f"{nom} : {avant} → {apres}"
    if nouvelle == actuelle:
        return preparer(ouvert, sujet, (), mentions=[f"{nom} : l'échéance est déjà {apres}, rien à changer."])
    mots = f"{sujet} ({revision.get('motif', 'sans motif')})"
    return preparer(ouvert, sujet, [Effet(objet.fichier, Ajouter(("revisions",), revision), mots)])


def _est_ouvert(objet: Action | Jalon) -> bool:
    return objet.est_ouverte if isinstance(objet, Action) else objet.realise_le is None


def _en_clair(dossier: Dossier, echeance: Echeance, au: date) -> str:
    quand = echeance.resoudre(dossier.dates_jalons(au))
    return quand.en_clair() if quand is not None else str(echeance)
