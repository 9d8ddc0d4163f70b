"""Ce qu'une personne a surligné, recoloré ou barré dans une table : rien ne s'en reprend, tout s'en dit."""

from collections.abc import Callable, Iterable, Iterator, Sequence

from qualicli import francais
from qualicli.echanges.cellules.cellule import en_texte
from qualicli.echanges.cellules.colonne import Colonne
from qualicli.echanges.cellules.tons import ton
from qualicli.echanges.classeurs.reconnaitre import LigneLue, Trace

_NOMMEES = 20  # au-delà, on compte
_LIENS = "bleu"  # la couleur que nos liens donnent à leur texte


def dire(
    colonnes: Sequence[Colonne], lignes: Iterable[LigneLue], traces: Iterable[Trace], nommer: Callable[[LigneLue], str]
) -> Iterator[str]:
    """« surligné, non repris : ligne 5 en jaune (« Poser la rampe ») », une phrase par geste."""
    lues = {ligne.rang: ligne for ligne in lignes}
    tonees = {c.cle for c in colonnes if c.a_un_ton}
    liees = {c.cle for c in colonnes[:1] if c.ouverture == "jamais"}
    par_geste: dict[str, dict[int, list[Trace]]] = {}
    for trace in traces:
        ligne = lues.get(trace.rang)
        texte = en_texte(ligne.cellules[trace.colonne].valeur) if ligne and trace.colonne else ""
        # Un .ods colore lui-même ce que disent ses cellules calculées, et un lien se voit.
        notre = trace.colonne in tonees and trace.couleur == ton(texte)
        if trace.couleur and (notre or (trace.colonne in liees and trace.couleur == _LIENS)):
            continue
        par_geste.setdefault(trace.geste, {}).setdefault(trace.rang, []).append(trace)
    for geste, par_rang in par_geste.items():
        noms = {rang: nommer(lues[rang]) for rang in par_rang if rang in lues and lues[rang].cle}
        dites = [_phrase(siennes, noms.get(rang, "")) for rang, siennes in sorted(par_rang.items())]
        suite = f" ; et {len(dites) - _NOMMEES} autres lignes" if len(dites) > _NOMMEES else ""
        yield f"{geste}, non repris : {' ; '.join(dites[:_NOMMEES])}{suite}."


def _phrase(traces: list[Trace], nom: str) -> str:
    ou = traces[0].adresse if len(traces) == 1 else f"ligne {traces[0].rang}"
    couleurs = francais.liste(dict.fromkeys(t.couleur for t in traces if t.couleur))
    return f"{ou}{f' en {couleurs}' if couleurs else ''}{f' ({nom})' if nom else ''}"
