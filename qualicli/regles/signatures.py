"""SIG : ce qui est signé ne change plus sans qu'on le dise."""

from collections.abc import Iterator

from qualicli import francais
from qualicli.modeles.acte_signe import ActeSigne
from qualicli.modeles.anomalie import Chemin, Faute, Gravite, Position
from qualicli.modeles.base import Objet
from qualicli.modeles.signatures import Difference, date_de, depuis_la_signature, differences_de_texte, versions
from qualicli.regles.contexte import Contexte, Regle

_RECTIFIER = "Revenez à ce qui est signé, ou signez un rectificatif : « qualicli signer … --rectificatif MOTIF »."


def _en_vigueur(contexte: Contexte) -> Iterator[ActeSigne]:
    """De chaque chose signée, l'acte qui vaut à la date du contrôle ; un acte touché n'est plus une référence."""
    actes = contexte.connu.signatures
    for objet in dict.fromkeys(a.objet for a in actes.values()):
        acte = versions(actes, objet)[-1]
        if acte.est_intact:
            yield acte


def actes_touches(contexte: Contexte) -> Iterator[Faute]:
    """Un acte de signature ne se retouche pas."""
    for acte in contexte.dossier.signatures.values():
        if not acte.est_intact:
            message = f"L'acte signé {acte.le.en_complement()} n'est plus tel qu'il a été écrit."
            conseil = "Reprenez-le dans l'historique ; un acte s'écrit par « qualicli signer », jamais à la main."
            yield Faute(acte.fichier, ("empreinte",) if acte.empreinte else (), message, conseil)


def objets_disparus(contexte: Contexte) -> Iterator[Faute]:
    """Ce qui est signé reste dans le dossier, sous son nom."""
    for acte in _en_vigueur(contexte):
        if not acte.famille or acte.identifiant in contexte.fautifs(acte.famille):
            continue
        siens = contexte.dossier.familles.get(acte.famille, {})
        if acte.identifiant not in siens:
            pareil = next((o for o in siens.values() if not depuis_la_signature(acte, o)), None)
            suite = f" : « {pareil.fichier} » dit la même chose" if pareil else ""
            message = f"« {acte.objet} » est signé, et n'est plus dans le dossier{suite}."
            conseil = "Redonnez-lui son nom." if pareil else "Reprenez-le dans l'historique."
            yield Faute(acte.fichier, ("objet",), message, conseil)


def changes_depuis(contexte: Contexte) -> Iterator[Faute]:
    """Ce qui est signé ne change plus."""
    for acte in _en_vigueur(contexte):
        objet = contexte.dossier.familles.get(acte.famille, {}).get(acte.identifiant)
        quand = f"depuis sa signature ({acte.le.en_clair()})"
        if objet is not None:
            for difference in depuis_la_signature(acte, objet):
                message = f"« {acte.objet} » a changé {quand} : {difference.en_clair}."
                yield Faute(objet.fichier, *_place(contexte, objet, difference, message))
        elif not acte.famille and acte.outil == contexte.outil:
            for difference in _redite(contexte, acte):
                message = f"« {acte.objet} » se rédigerait autrement à cette date, {quand} : {difference.en_clair}."
                yield Faute(acte.fichier, ("objet",), message, _RECTIFIER)


def _redite(contexte: Contexte, acte: ActeSigne) -> list[Difference]:
    """Ce qui distingue un document signé de ce que le dossier en dirait aujourd'hui, à la même date."""
    texte = contexte.rediger(acte.objet, acte.le.fin)
    return list(differences_de_texte(acte.corps, texte)) if texte is not None else []


def dits_autrement(contexte: Contexte) -> Iterator[Faute]:
    """Un document signé avec une autre version de l'outil peut se dire en d'autres mots, sans que le dossier ait changé."""
    for acte in _en_vigueur(contexte):
        if not acte.famille and contexte.outil and acte.outil != contexte.outil and (dites := _redite(contexte, acte)):
            combien = francais.pluriel(len(dites), "passage")
            version = f"qualicli {acte.outil}" if acte.outil else "une autre version"
            message = f"« {acte.objet} », signé avec {version}, se dirait aujourd'hui autrement ({combien})."
            conseil = "« qualicli signatures » les montre : des mots de l'outil, ou un fait du dossier qui a changé."
            yield Faute(acte.fichier, ("outil",) if acte.outil else (), message, conseil)


def _place(
    contexte: Contexte, objet: Objet, difference: Difference, message: str
) -> tuple[Chemin, str, str, Position | None]:
    if difference.ou[0] != "texte" or not isinstance(difference.chemin[0], int):
        return difference.chemin, message, _RECTIFIER, None
    lignes = contexte.textes.get(objet.fichier, b"").decode("utf-8", "replace").splitlines()
    voulue = str(difference.apres or "").split("\n")[0]
    ligne = next((n for n, texte in enumerate(lignes, 1) if voulue and texte.strip() == voulue.strip()), 1)
    return (), message, _RECTIFIER, Position(ligne, 1)


def actes_en_desordre(contexte: Contexte) -> Iterator[Faute]:
    """Un acte suit ce qu'il signe, et l'acte qu'il rectifie ; ce qui est signé ne l'est de nouveau que par un rectificatif."""
    actes = contexte.dossier.signatures
    for acte in actes.values():
        objet = contexte.dossier.familles.get(acte.famille, {}).get(acte.identifiant)
        quand = date_de(contexte.dossier, objet, contexte.au)
        rectifie = actes.get(acte.rectifie or "")
        if quand is not None and acte.le.precede(quand):
            message = f"« {acte.objet} » est signé ({acte.le.en_clair()}) avant d'avoir lieu ({quand.en_clair()})."
            yield Faute(acte.fichier, ("le",), message, "Corrigez la date de ce qui est signé.")
        if rectifie is not None and (rectifie.objet != acte.objet or acte.le.precede(rectifie.le)):
            message = f"« {acte.id} » rectifie « {rectifie.id} », qui n'est pas une version d'avant du même objet."
            yield Faute(acte.fichier, ("rectifie",), message, "Signez de nouveau ce rectificatif.")
        premier = next((a for a in versions(actes, acte.objet) if a.rectifie is None), acte)
        if acte.rectifie is None and not acte.se_renouvelle and premier is not acte:
            message = f"« {acte.objet} » est déjà signé : {premier.fichier}."
            yield Faute(acte.fichier, ("objet",), message, "Un second acte est un rectificatif, et dit son motif.")


REGLES = (
    Regle(
        "SIG001",
        Gravite.ERREUR,
        "Acte de signature touché",
        "Un acte garde l'empreinte de ce qui a été signé : une date, une fonction ou un mot changé se voit.",
        "par: Secrétaire général   (le jour de la signature)\npar: Préfet   (depuis)",
        "qualicli signer reunion copil-2022-03 --par Préfet",
        actes_touches,
    ),
    Regle(
        "SIG002",
        Gravite.ERREUR,
        "Objet signé disparu",
        "Ce qui a été signé reste dans le dossier, sous le nom que la signature lui donne.",
        "reunions/copil-mars.md   (signé sous le nom « copil-2022-03 »)",
        "reunions/copil-2022-03.md",
        objets_disparus,
    ),
    Regle(
        "SIG003",
        Gravite.AVERTISSEMENT,
        "Changé depuis la signature",
        "Ce qui est signé ne change plus : une correction est un rectificatif, qui montre les deux versions. Ce que la suite\n"
        "complète (action d'une décision, diffusion, levée d'un constat) et l'état des actions restent vivants.",
        "decisions: [{id: d1, texte: La rampe est posée en juin.}]   (signé : « en mai »)",
        'qualicli signer reunion copil-2022-03 --par Préfet --rectificatif "Date de la rampe"',
        changes_depuis,
    ),
    Regle(
        "SIG004",
        Gravite.ERREUR,
        "Signatures en désordre",
        "Une signature suit la réunion ou l'audit ; un rectificatif suit la version qu'il rectifie, et la nomme.",
        "objet: reunions/copil-2022-03\nle: 2022-03-01   (la réunion est du 10)",
        "objet: reunions/copil-2022-03\nle: 2022-03-15",
        actes_en_desordre,
    ),
    Regle(
        "SIG005",
        Gravite.INFORMATION,
        "Document signé, dit autrement par l'outil",
        "Le document a été signé avec une autre version de qualicli, qui ne l'aurait pas dit dans les mêmes mots : le texte\n"
        "signé reste gardé, et c'est lui qui vaut.",
        "objet: politique\noutil: 0.1.0   (et l'outil d'aujourd'hui rédige autrement)",
        "objet: politique\noutil: 0.1.0   (et l'outil d'aujourd'hui rédige de même)",
        dits_autrement,
    ),
)
