"""Ce qu'une personne a surligné dans une table : une couleur ne se reprend pas, elle se dit."""

from collections.abc import Callable, Iterable, Sequence

from qualicli import francais
from qualicli.echanges.cellules.colonne import Colonne
from qualicli.echanges.classeurs.reconnaitre import Fond, LigneLue

_NOMMEES = 20  # au-delà, on compte
_NOS_TONS = ("rouge", "orange", "vert")  # un .ods en colore lui-même ce que disent ses cellules calculées


def dire(
    colonnes: Sequence[Colonne], lignes: Iterable[LigneLue], fonds: Iterable[Fond], nommer: Callable[[LigneLue], str]
) -> str:
    """« surligné, non repris : ligne 5 en jaune (« Poser la rampe ») » ; vide quand aucune couleur n'est d'une personne."""
    notres = {c.cle for c in colonnes if c.a_un_ton or c.ouverture == "jamais"}
    par_rang: dict[int, list[Fond]] = {}
    for fond in fonds:
        if fond.colonne not in notres or fond.couleur not in _NOS_TONS:
            par_rang.setdefault(fond.rang, []).append(fond)
    noms = {ligne.rang: nommer(ligne) for ligne in lignes if ligne.cle and ligne.rang in par_rang}
    dites = [_phrase(fonds, noms.get(rang, "")) for rang, fonds in sorted(par_rang.items())]
    suite = f" ; et {len(dites) - _NOMMEES} autres lignes" if len(dites) > _NOMMEES else ""
    return f"surligné, non repris : {' ; '.join(dites[:_NOMMEES])}{suite}." if dites else ""


def _phrase(fonds: list[Fond], nom: str) -> str:
    ou = fonds[0].adresse if len(fonds) == 1 else f"ligne {fonds[0].rang}"
    couleurs = francais.liste(dict.fromkeys(f.couleur for f in fonds))
    return f"{ou} en {couleurs}{f' ({nom})' if nom else ''}"
