"""Désigner un objet du dossier par son identifiant, ou par son titre ; ce qui est inconnu ou ambigu se dit, au plus proche."""

from collections.abc import Iterable

from qualicli import francais
from qualicli.erreurs import ErreurUsage
from qualicli.modeles.base import Objet
from qualicli.modeles.dossier import Dossier
from qualicli.modeles.fiche import Famille
from qualicli.operations.possibles import nom_d_objet, retrouver

_BEAUCOUP = 6  # au-delà, une énumération ne se lit plus


def designer(dossier: Dossier, familles: Iterable[Famille], texte: str) -> Objet:
    """L'objet que désigne un texte : un identifiant, « famille/identifiant », un chemin de fiche, un titre."""
    familles = list(familles)
    objets = {
        f"{f.nom}/{identifiant}": objet
        for f in familles
        for identifiant, objet in dossier.familles.get(f.nom, {}).items()
    }
    nu = texte.strip()
    exacts = [o for o in objets.values() if nu in (o.id, o.fichier)] or [o for cle, o in objets.items() if cle == nu]
    if not exacts:
        voulu = francais.sans_accent(nu).lower()
        exacts = [o for o in objets.values() if francais.sans_accent(nom_d_objet(o)).lower() == voulu]
    if len(exacts) == 1:
        return exacts[0]
    if exacts:
        raise ErreurUsage(
            f"« {nu} » désigne plusieurs objets.", f"Précisez : {francais.liste((o.fichier for o in exacts), 'ou')}."
        )
    return _inconnu(nu, familles, objets)


def _inconnu(texte: str, familles: list[Famille], objets: dict[str, Objet]) -> Objet:
    ou = francais.liste((f"{f.nom}/" for f in familles), "ou")
    libelles = {o.id: nom_d_objet(o) for o in objets.values()}
    proches = retrouver(texte, libelles)
    if not proches and (proche := francais.plus_proche(texte, libelles)):
        proches = [proche]
    if 0 < len(proches) <= _BEAUCOUP:
        noms = (f"« {i} »" + (f" ({libelles[i]})" if libelles[i] else "") for i in proches)
        conseil = f"Vouliez-vous dire {francais.liste(noms, 'ou')} ?"
    else:
        conseil = "Donnez un identifiant : c'est le nom du fichier, sans son extension."
    raise ErreurUsage(f"« {texte} » n'est pas dans {ou}.", conseil)
