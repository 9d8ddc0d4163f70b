"""La vie des labels reçus : l'audit de suivi qu'ils appellent, et leur fin."""

from collections.abc import Iterator

from qualicli.diagnostic.obligations.obligation import Obligation
from qualicli.diagnostic.obligations.regard import Regard, decaler
from qualicli.modeles.demarche import LabelObtenu


def labels(regard: Regard) -> Iterator[Obligation]:
    """Ce que demande chaque label d'un référentiel du périmètre, jusqu'à ce qu'un plus récent le remplace."""
    suivis = {p.referentiel for p in regard.dossier.demarche.perimetre}
    for rang, label in enumerate(regard.dossier.demarche.labels):
        referentiel = regard.dossier.referentiels.get(label.referentiel)
        if referentiel is None or label.referentiel not in suivis:
            continue
        regles, remplace = referentiel.label, _est_remplace(regard, label)
        objet = f"labels/{label.referentiel}-{label.obtenu_le.texte}"
        fin = label.echeance or (decaler(label.obtenu_le, regles.duree) if regles and regles.duree else None)
        suivi = decaler(label.obtenu_le, regles.suivi) if regles and regles.suivi else None
        for cle, texte, quand, finie, chemin in (
            (
                "",
                f"Renouveler le label {referentiel.nom}",
                fin,
                remplace,
                "echeance" if label.echeance else "obtenu_le",
            ),
            (
                "#suivi",
                f"Passer l'audit de suivi du label {referentiel.nom}",
                suivi,
                _est_suivi(regard, label),
                "obtenu_le",
            ),
        ):
            if quand is not None:
                yield regard.obligation(
                    "label",
                    objet + cle,
                    texte,
                    regard.dossier.demarche,
                    finie=finie or remplace,
                    chemin=("labels", rang, chemin),
                    qui=regard.referent,
                    sites=label.sites,
                    depuis=label.obtenu_le,
                    echeance=quand,
                )


def _est_remplace(regard: Regard, label: LabelObtenu) -> bool:
    """Vrai quand un label plus récent, du même référentiel, vaut pour les mêmes sites."""
    tous = set(regard.dossier.demarche.sites)
    siens = set(label.sites) or tous
    return any(
        autre.referentiel == label.referentiel
        and label.obtenu_le.precede(autre.obtenu_le)
        and siens <= (set(autre.sites) or tous)
        for autre in regard.dossier.demarche.labels
    )


def _est_suivi(regard: Regard, label: LabelObtenu) -> bool:
    """Vrai quand l'audit de suivi a sa fiche : c'est elle qui en dit la date."""
    return any(
        audit.type == "suivi"
        and audit.referentiel in (None, label.referentiel)
        and (quand := regard.date_de(audit.date)) is not None
        and label.obtenu_le.precede(quand)
        for audit in regard.dossier.audits.values()
    )
