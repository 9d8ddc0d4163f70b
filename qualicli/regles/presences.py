"""REU, suite des présences : qui est venu sans être invité, et qui est écrit de deux façons."""

from collections.abc import Iterator
from functools import lru_cache

from qualicli import francais
from qualicli.modeles.acteur import Acteur
from qualicli.modeles.anomalie import Chemin, Faute
from qualicli.modeles.dossier import Dossier
from qualicli.modeles.reunion import Reunion
from qualicli.regles.contexte import Contexte

_LONGUEURS = range(5, 81)  # en deçà, deux noms différents se ressemblent trop souvent ; au-delà, ce n'est plus un nom


def presents_non_invites(contexte: Contexte) -> Iterator[Faute]:
    """Quand les invités sont nommés un à un, chaque présent est l'un d'eux, ou membre de l'instance."""
    dossier = contexte.dossier
    groupes = {*dossier.services, *dossier.instances}
    for reunion in dossier.reunions.values():
        invites = {acteur.id for acteur in reunion.invites}
        if not invites or None in invites or invites & groupes:
            continue  # des fonctions ou des groupes sont invités : on ne sait pas qui les compose
        instance = dossier.instances.get(reunion.instance)
        de_droit = (reunion.president, *((instance.president, *instance.membres) if instance else ()))
        admis = _personnes(contexte, reunion, invites | {a.id for a in de_droit if a is not None})
        for rang, present in enumerate(reunion.presents):
            qui = present.qui.id
            if qui is not None and qui not in groupes and not _personnes(contexte, reunion, {qui}) & admis:
                message = f"« {qui} » est présent sans être invité."
                yield Faute(
                    reunion.fichier, ("presents", rang), message, "Ajoutez-le aux invités, ou corrigez la liste."
                )


def _personnes(contexte: Contexte, reunion: Reunion, cites: set[str | None]) -> set[str | None]:
    """Les identifiants cités, et les personnes qui tiennent à cette date les rôles cités."""
    roles = contexte.dossier.annuaire.roles if contexte.dossier.annuaire else {}
    tenus = (t for nom in cites if nom in roles for t in roles[nom].titulaires if t.est_en_poste(reunion.date.fin))
    return {*cites, *(t.personne for t in tenus)}


def noms_voisins(contexte: Contexte) -> Iterator[Faute]:
    """Deux participants d'une réunion n'ont pas des noms qui ne diffèrent que d'une lettre."""
    for reunion in contexte.dossier.reunions.values():
        par_signature: dict[str, list[str]] = {}
        ecrits: dict[str, str] = {}
        for chemin, acteur in _participants(reunion):
            nom = _nom(acteur, contexte.dossier)
            if nom in ecrits or len(nom) not in _LONGUEURS or any(c.isdigit() for c in nom):
                continue
            ecrits[nom] = acteur.id or str(acteur)
            signatures = _signatures(nom)
            for proche in sorted({p for s in signatures for p in par_signature.get(s, ()) if _se_ressemblent(p, nom)}):
                message = f"« {ecrits[nom]} » ressemble à « {ecrits[proche]} » : sans doute la même personne."
                conseil = "Gardez une seule graphie ; l'autre peut être un « alias » dans l'annuaire."
                yield Faute(reunion.fichier, chemin, message, conseil)
            for signature in signatures:
                par_signature.setdefault(signature, []).append(nom)


@lru_cache(maxsize=2048)  # les mêmes participants reviennent d'une réunion à l'autre
def _signatures(nom: str) -> frozenset[str]:
    """Le nom, entier et privé de chaque lettre : deux noms distants d'une lettre ont une de ces formes en commun."""
    return frozenset({nom, *(nom[:i] + nom[i + 1 :] for i in range(len(nom)))})


def _participants(reunion: Reunion) -> Iterator[tuple[Chemin, Acteur]]:
    yield from ((("presents", rang), present.qui) for rang, present in enumerate(reunion.presents))
    yield from ((("excuses", rang), acteur) for rang, acteur in enumerate(reunion.excuses))
    for rang, suggestion in enumerate(reunion.suggestions):
        if suggestion.auteur is not None:
            yield ("suggestions", rang, "auteur"), suggestion.auteur


def _nom(acteur: Acteur, dossier: Dossier) -> str:
    """Ce qui désigne une personne, prêt à comparer ; vide pour un rôle, un service ou une instance."""
    annuaire = dossier.annuaire
    if acteur.id is None:  # « adjoint » et « adjointe » sont deux personnes
        return " ".join(mot.rstrip("e") for mot in francais.sans_accent(str(acteur)).lower().split())
    if acteur.id in dossier.services or acteur.id in dossier.instances or (annuaire and acteur.id in annuaire.roles):
        return ""
    personne = annuaire.personnes.get(acteur.id) if annuaire else None
    ecrit = f"{personne.prenom or ''} {personne.nom}" if personne else acteur.id.replace("-", " ")
    return " ".join(francais.sans_accent(ecrit).lower().split())


def _se_ressemblent(a: str, b: str) -> bool:
    """Vrai à une correction près, hors initiales : « j martin » et « p martin » sont deux personnes."""
    initiales = [[mot for mot in nom.split() if len(mot) == 1] for nom in (a, b)]
    return initiales[0] == initiales[1] and francais.distance(a, b, 1) == 1
