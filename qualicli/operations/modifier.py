"""Modifier une fiche : une clé change, le reste garde ses octets ; un journal ne se réécrit pas, il se complète."""

from datetime import date
from typing import Any

from qualicli import francais
from qualicli.depot.corps import corps_de
from qualicli.erreurs import ErreurUsage
from qualicli.modeles.base import Objet
from qualicli.modeles.formulaire import CORPS, Question
from qualicli.modeles.importation import Effet
from qualicli.modeles.retouche import CORPS as CHEMIN_DU_CORPS
from qualicli.modeles.retouche import Poser
from qualicli.operations.ajouter import brut
from qualicli.operations.classeurs import DossierOuvert
from qualicli.operations.designer import designer
from qualicli.operations.destinations import Destination, destinations
from qualicli.operations.gestes import Geste, preparer
from qualicli.operations.possibles import nom_d_objet
from qualicli.operations.reponses import Reponses


def trouver_fiche(ouvert: DossierOuvert, destination: Destination, texte: str) -> Objet:
    """La fiche d'une famille que l'on nomme."""
    if not destination.est_un_fichier:
        raise ErreurUsage(f"« {destination.nom} » n'est pas une fiche.", "Nommez une famille : preuve, action, jalon…")
    return designer(ouvert.dossier, destination.familles, texte)


def reprendre(ouvert: DossierOuvert, destination: Destination, objet: Objet, au: date) -> Reponses:
    """Les réponses que la fiche donne déjà."""
    formulaire = destination.formulaire
    ecrites = {cle: v for cle, v in brut(ouvert, objet.fichier).items() if formulaire.question(cle) is not None}
    question = formulaire.question(CORPS)
    if question is not None and question.nature == "corps" and (texte := corps_de(ouvert.octets[objet.fichier])):
        ecrites[CORPS] = texte
    return Reponses(formulaire, destination.modele, ouvert.dossier, au, objet.fichier, ecrites)


def modifier(ouvert: DossierOuvert, objet: Objet, reponses: Reponses) -> Geste:
    """Ce que l'on écrirait pour que la fiche dise ces réponses. N'écrit rien."""
    from qualicli.depot.yaml_ecrit import en_textes  # ruamel.yaml se charge lentement : pour écrire, seulement

    avant = brut(ouvert, objet.fichier)
    effets = []
    for question in reponses.formulaire.questions:
        if question.nature == "corps":
            continue
        ancienne, nouvelle = avant.get(question.cle), reponses.valeurs.get(question.cle)
        if (None if nouvelle is None else en_textes(nouvelle)) != ancienne:
            _permettre(reponses, question, ancienne)
            effets.append(Effet(objet.fichier, Poser((question.cle,), nouvelle), _mots(question, ancienne, nouvelle)))
    if reponses.corps != corps_de(ouvert.octets[objet.fichier]):
        mots = f"texte : {francais.pluriel(len(reponses.corps.splitlines()), 'ligne')}"
        effets.append(Effet(objet.fichier, Poser(CHEMIN_DU_CORPS, reponses.corps), mots))
    sujet = f"Modification : {objet.fichier.partition('/')[0]}, {francais.guillemets(nom_d_objet(objet) or objet.id)}"
    mentions = [] if effets else [f"{objet.fichier} le dit déjà."]
    return preparer(ouvert, sujet, effets, mentions=mentions)


def _permettre(reponses: Reponses, question: Question, ancienne: Any) -> None:
    """Refuse de réécrire le passé : une liste datée se complète, une échéance donnée se repousse."""
    if question.sous and question.plusieurs and ancienne:
        ajoute = next((d.nom for d in destinations().values() if d.cle == question.cle), question.cle)
        raise ErreurUsage(
            f"« {question.cle} » ne se réécrit pas : elle se complète.", f"« qualicli ajouter {ajoute} --dans ID »."
        )
    if question.nature == "echeance" and ancienne and reponses.formulaire.question("revisions") is not None:
        raise ErreurUsage(
            f"« {question.cle} » est déjà fixée : elle se repousse.", "« qualicli repousser » garde la première."
        )


def _mots(question: Question, ancienne: Any, nouvelle: Any) -> str:
    return f"{question.cle} : {_dire(ancienne)} → {_dire(nouvelle)}"


def _dire(valeur: Any) -> str:
    if valeur is None:
        return "rien"
    return "; ".join(map(str, valeur)) if isinstance(valeur, list) else str(valeur)
