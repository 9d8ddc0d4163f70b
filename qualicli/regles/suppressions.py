"""SUP : une anomalie ne s'accepte que pour un temps, et par son vrai code."""

from collections.abc import Iterable, Iterator, Mapping
from functools import partial

from qualicli import francais
from qualicli.modeles.anomalie import Faute, Gravite
from qualicli.regles.contexte import Contexte, Regle

_FICHIER = "qualicli.yaml"


def expirees(contexte: Contexte) -> Iterator[Faute]:
    """Une suppression passée se renouvelle ou se retire."""
    for rang, suppression in enumerate(contexte.dossier.demarche.suppressions):
        if suppression.jusqu_au.est_depassee(contexte.au):
            message = f"L'anomalie {suppression.code} n'est plus acceptée ({suppression.jusqu_au.en_clair()})."
            yield Faute(
                _FICHIER, ("suppressions", rang, "jusqu_au"), message, "Corrigez-la, ou renouvelez la suppression."
            )


def sans_effet(connues: Mapping[str, bool], contexte: Contexte) -> Iterator[Faute]:
    """Une suppression cite une règle qui existe, et que l'on peut suspendre."""
    for rang, suppression in enumerate(contexte.dossier.demarche.suppressions):
        code = suppression.code
        if connues.get(code):
            continue
        if code in connues:
            message, conseil = f"{code} est une anomalie de lecture : elle ne se suspend pas.", "Corrigez le fichier."
        else:
            proche = francais.plus_proche(code, connues)
            message = f"La règle « {code} » n'existe pas."
            conseil = f"Vouliez-vous dire « {proche} » ?" if proche else "« qualicli regles » les montre toutes."
        yield Faute(_FICHIER, ("suppressions", rang, "code"), message, conseil)


def regles(autres: Iterable[Regle]) -> tuple[Regle, ...]:
    """Les règles de suppression, qui connaissent toutes les autres."""
    connues = {"SUP001": True, "SUP002": True, **{r.code: r.controle is not None for r in autres}}
    return (
        Regle(
            "SUP001",
            Gravite.AVERTISSEMENT,
            "Suppression expirée",
            "Une anomalie n'est acceptée que jusqu'à une date.",
            "{code: PRV004, jusqu_au: 2021-12, …}   (contrôle le 2022-03-15)",
            "{code: PRV004, jusqu_au: 2022-12, …}",
            expirees,
        ),
        Regle(
            "SUP002",
            Gravite.ERREUR,
            "Suppression sans effet",
            "La suppression cite une règle inconnue, ou une anomalie de lecture, qui ne se suspend pas.",
            "{code: PRV999, …}",
            "{code: PRV004, …}",
            partial(sans_effet, connues),
        ),
    )
