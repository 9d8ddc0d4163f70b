"""La vie des labels reçus : le suivi et les vérifications qu'ils appellent, leur renouvellement."""

from collections.abc import Iterator

from qualicli.diagnostic.cycle import EcheanceDeLabel, NatureEcheance, echeances_du_label
from qualicli.diagnostic.obligations.obligation import Obligation
from qualicli.diagnostic.obligations.regard import Regard

_GESTES: dict[NatureEcheance, str] = {
    "suivi": "Passer l'audit de suivi du label",
    "verification": "Faire vérifier le label",
    "renouvellement": "Renouveler le label",
}


def labels(regard: Regard) -> Iterator[Obligation]:
    """Ce que les labels font attendre, les sites d'une même échéance ensemble."""
    groupes: dict[tuple[int, NatureEcheance, str, bool], list[EcheanceDeLabel]] = {}
    for echeance in echeances_du_label(regard.dossier, regard.au):
        # Un audit prévu a sa propre obligation, à sa date : celle du label est alors tenue.
        finie = echeance.etat in ("faite", "prevue")
        groupes.setdefault((echeance.rang, echeance.nature, echeance.echeance.texte, finie), []).append(echeance)
    for (rang, nature, quand, finie), siennes in groupes.items():
        premiere = siennes[0]
        label, referentiel = premiere.label, regard.dossier.referentiels.get(premiere.label.referentiel)
        depuis = label.obtenu_le.texte if label.obtenu_le else "date-inconnue"
        sites = tuple(e.site for e in siennes)
        # La date n'entre pas dans le repère : repoussée, l'échéance reste la même dans un agenda. Les vérifications, elles,
        # se comptent ; et deux sites au sort différent ne se confondent pas.
        ordre = sorted({g[2] for g in groupes if g[:2] == (rang, nature)})
        numero = f"-{ordre.index(quand) + 1}" if nature == "verification" else ""
        partage = f"@{'+'.join(sites)}" if len(sites) < len(label.sites or regard.dossier.demarche.sites) else ""
        yield regard.obligation(
            "label",
            f"labels/{label.referentiel}-{depuis}#{nature}{numero}{partage}",
            f"{_GESTES[nature]} {referentiel.nom if referentiel else label.referentiel}",
            regard.dossier.demarche,
            finie=finie,
            chemin=("labels", rang),
            qui=regard.referent,
            sites=sites,
            depuis=label.obtenu_le,
            echeance=premiere.echeance,
        )
