"""REF et REU, suite : ce qu'une fusion ou une synchronisation a mis deux fois dans le dossier."""

from collections.abc import Hashable, Iterable, Iterator

from qualicli.modeles.anomalie import Faute
from qualicli.modeles.base import Objet
from qualicli.regles.contexte import Contexte

# D'une copie à l'autre, seul l'avancement a pu changer : ces clés ne distinguent pas deux fiches.
_EVOLUE = frozenset({"id", "fichier", "statut", "avancement", "faite_le", "realise_le", "commentaire"})
_SANS_FICHE_PROPRE = frozenset({"engagements", "reunions", "profils"})  # d'autres règles y voient les doublons


def fiches_identiques(contexte: Contexte) -> Iterator[Faute]:
    """Deux fiches d'une famille ne disent pas la même chose."""
    for nom, objets in contexte.dossier.familles.items():
        if nom in _SANS_FICHE_PROPRE:
            continue
        par_titre: dict[Hashable, list[Objet]] = {}
        for objet in sorted(objets.values(), key=lambda o: (len(o.id), o.id)):
            par_titre.setdefault(getattr(objet, "intitule", None) or getattr(objet, "texte", ""), []).append(objet)
        for semblables in par_titre.values():
            if len(semblables) > 1:
                yield from _copies(semblables)


def _copies(semblables: Iterable[Objet]) -> Iterator[Faute]:
    """Chaque fiche qui répète l'une des précédentes, son avancement mis à part."""
    vus: list[tuple[str, dict[str, object]]] = []
    for objet in semblables:
        contenu = {cle: valeur for cle, valeur in vars(objet).items() if cle not in _EVOLUE}
        original = next((fichier for fichier, autre in vus if autre == contenu), None)
        if original is None:
            vus.append((objet.fichier, contenu))
        else:
            message = f"Cette fiche répète « {original} » : elle est comptée deux fois."
            conseil = "Comparez les deux, gardez dans l'une ce qui est juste, et supprimez l'autre."
            yield Faute(objet.fichier, (), message, conseil)


def reunions_en_double(contexte: Contexte) -> Iterator[Faute]:
    """Une instance ne se réunit pas deux fois le même jour, à moins que l'heure ne le dise."""
    vues: dict[Hashable, str] = {}
    for reunion in sorted(contexte.dossier.reunions.values(), key=lambda r: (len(r.id), r.id)):
        if not reunion.date.est_exacte:
            continue  # deux réunions peuvent tenir dans un mois
        original = vues.setdefault((reunion.instance, reunion.date.debut, reunion.heure), reunion.fichier)
        if original != reunion.fichier:
            message = f"« {original} » est déjà la réunion de cette instance {reunion.date.en_complement()}."
            conseil = "Comparez les deux et supprimez la copie ; si ce sont deux réunions, notez leur « heure »."
            yield Faute(reunion.fichier, ("date",), message, conseil)
