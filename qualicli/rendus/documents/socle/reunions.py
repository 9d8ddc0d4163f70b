"""Les réunions en mots : leur nom, leur genre, qui y est attendu."""

from qualicli import francais
from qualicli.modeles.acteur import Acteur
from qualicli.modeles.reunion import Reunion
from qualicli.rendus.documents.socle.contexte import ContexteDocument

GENRES = {
    "installation": "d'installation",
    "lancement": "de lancement",
    "etape": "d'étape",
    "bilan": "de bilan",
    "validation": "de validation",
    "documentaire": "de validation documentaire",
}


def titre_reunion(contexte: ContexteDocument, reunion: Reunion) -> str:
    """Le nom d'une réunion dans une phrase : son intitulé, à défaut celui de son instance."""
    instance = contexte.instance(reunion)
    return reunion.intitule or (instance.nom if instance else reunion.instance)


def nommer_reunion(contexte: ContexteDocument, reunion: Reunion) -> str:
    """« de la réunion d'installation du comité local des usagers », « du comité de pilotage consacré à… »."""
    instance = contexte.instance(reunion)
    nom = reunion.intitule or (instance.nom if instance else reunion.instance)
    deja = francais.sans_accent(nom).lower()
    if deja.startswith("reunion"):
        return francais.du(nom)
    genre = GENRES.get(reunion.type, "")
    mot = francais.sans_accent(genre).lower().removeprefix("d'").removeprefix("de ")
    return f"de la réunion {f'{genre} ' if genre and mot not in deja else ''}{francais.du(nom)}"


def attendus(contexte: ContexteDocument, reunion: Reunion | None, instance: str) -> list[Acteur]:
    """Qui est attendu : les invités de la réunion, à défaut les membres de l'instance et de ses collèges."""
    if reunion is not None and reunion.invites:
        return list(reunion.invites)
    connue = contexte.dossier.instances.get(instance)
    if connue is None:
        return []
    colleges = (m for c in connue.colleges.values() for m in c.membres)
    acteurs = [a for a in (connue.president, *connue.membres, *colleges) if a is not None]
    return [a for rang, a in enumerate(acteurs) if a.id is None or a.id not in {b.id for b in acteurs[:rang]}]
