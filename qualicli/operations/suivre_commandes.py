"""Suivre une commande : dire qu'elle est partie, qu'un service a répondu autrement que par son classeur, ou la clore."""

from datetime import date

from qualicli import francais
from qualicli.erreurs import ErreurUsage
from qualicli.modeles.dossier import Dossier
from qualicli.modeles.familles import famille_de
from qualicli.modeles.importation import Effet
from qualicli.modeles.retouche import Poser
from qualicli.modeles.tournee import Tournee
from qualicli.operations.classeurs import DossierOuvert
from qualicli.operations.designer import designer
from qualicli.operations.gestes import Geste, preparer
from qualicli.operations.retours_de_commandes import retour_note
from qualicli.rendus.libelles import nommer_service


def designer_commande(dossier: Dossier, texte: str) -> Tournee:
    """La commande que l'on nomme."""
    trouvee = designer(dossier, [famille_de(Tournee)], texte)
    assert isinstance(trouvee, Tournee)  # noqa: S101 (c'est la famille où l'on cherche)
    return trouvee


def partie(ouvert: DossierOuvert, texte: str, le: date) -> Geste:
    """Ce que l'on écrirait pour dire qu'une commande est partie. N'écrit rien."""
    tournee = designer_commande(ouvert.dossier, texte)
    nom = f"Commande {francais.guillemets(tournee.intitule)}"
    if tournee.preparee_le.debut > le:
        raise ErreurUsage(
            f"{nom} : préparée {tournee.preparee_le.en_complement()}, elle n'a pu partir avant.", "Corrigez --le."
        )
    return _dater(ouvert, tournee, "partie_le", le, f"{nom} : partie le {francais.jour(le)}")


def close(ouvert: DossierOuvert, texte: str, le: date) -> Geste:
    """Ce que l'on écrirait pour clore une commande. N'écrit rien."""
    tournee = designer_commande(ouvert.dossier, texte)
    mots = f"Commande {francais.guillemets(tournee.intitule)} : close le {francais.jour(le)}"
    return _dater(ouvert, tournee, "close_le", le, mots)


def _dater(ouvert: DossierOuvert, tournee: Tournee, cle: str, le: date, mots: str) -> Geste:
    deja = getattr(tournee, cle)
    if deja is not None and deja.texte != le.isoformat():
        raise ErreurUsage(
            f"C'est déjà dit de « {tournee.id} » : {deja.en_clair()}.", f"Corrigez « {cle} » si cette date est fausse."
        )
    effets = [] if deja else [Effet(tournee.fichier, Poser((cle,), le.isoformat()), mots)]
    return preparer(ouvert, mots, effets, mentions=[f"{mots} : la fiche le dit déjà."] if deja else [])


def rendue(ouvert: DossierOuvert, texte: str, service: str | None, sauf: tuple[str, ...], le: date) -> Geste:
    """Ce que l'on écrirait pour noter la réponse d'un service, moins ce qui manque encore. N'écrit rien."""
    tournee = designer_commande(ouvert.dossier, texte)
    connus = [p.service for p in tournee.services]
    if service not in connus:
        proche = francais.plus_proche(service or "", connus)
        conseil = f"Vouliez-vous dire « {proche} » ?" if proche else f"Services : {', '.join(connus) or 'aucun'}."
        dit = f"« {service} » n'est pas de cette commande" if service else "Il manque --service : qui a répondu ?"
        raise ErreurUsage(dit.removesuffix(".") + ("" if dit.endswith("?") else "."), conseil)
    rang = connus.index(service)
    reste = tournee.services[rang].reste(le)
    inconnus = [s for s in sauf if s not in {c.valeur for c in reste}]
    if inconnus:
        attendus = ", ".join(c.valeur for c in reste) or "rien"
        raise ErreurUsage(f"« {inconnus[0]} » n'est pas attendu de ce service.", f"Il doit encore : {attendus}.")
    rendues = [c for c in reste if c.valeur not in sauf]
    nom = f"Commande {francais.guillemets(tournee.intitule)}, {nommer_service(ouvert.dossier, service)}"
    if tournee.services[rang].est_rendue(le) or (reste and not rendues):
        return preparer(ouvert, nom, (), mentions=[f"{nom} : rien de plus n'est revenu."])
    mots = f"{nom} : réponse du {francais.jour(le)}"
    return preparer(ouvert, mots, [Effet(tournee.fichier, retour_note(rang, rendues, le), mots)])
