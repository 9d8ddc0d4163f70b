"""COR : ce qui passe d'un référentiel à l'autre est dit une fois ; un jugement ne vaut que pour deux exigences identiques."""

from collections.abc import Iterator, Sequence
from functools import cache

from qualicli.modeles.anomalie import Faute, Gravite
from qualicli.modeles.complement import Correspondance
from qualicli.modeles.correspondances import Rapprochement, reunir
from qualicli.modeles.etendue import Etendue
from qualicli.regles.contexte import Contexte, Regle


def desaccords(propres: Sequence[Correspondance], fournies: Sequence[Correspondance]) -> Iterator[Faute]:
    """Les rangées d'un dossier qui contredisent la correspondance fournie, ou une autre des siennes."""
    paires = {frozenset((c.de, c.vers)): (c.de, c.vers) for c in reversed(propres)}
    for de, vers in paires.values():
        for desaccord in reunir(de, vers, propres, fournies).desaccords:
            gardee = desaccord.gardee
            conseil = "Corrigez-la, ou gardez-la si vous détenez les deux textes : « source » dit lesquels."
            yield Faute(gardee.fichier, (*gardee.chemin, "relation"), desaccord.en_clair, conseil)


def correspondances_en_desaccord(contexte: Contexte) -> Iterator[Faute]:
    """Une rangée du dossier contredit la correspondance fournie, ou une autre du dossier : la dernière lue l'emporte."""
    propres = contexte.dossier.correspondances
    yield from desaccords(propres, contexte.livrees) if propres else ()


def jugements_abusifs(contexte: Contexte) -> Iterator[Faute]:
    """Un jugement ne vaut pour une autre exigence que si une correspondance les dit identiques."""
    dossier = contexte.dossier

    @cache
    def rapprocher(de: str, vers: str) -> Rapprochement:
        return reunir(de, vers, dossier.correspondances, contexte.livrees)

    @cache
    def etendue(referentiel: str) -> Etendue:
        return Etendue(dossier.referentiels[referentiel])

    for suivi in dossier.engagements.values():
        for rang, evaluation in enumerate(suivi.evaluations):
            for i, texte in enumerate(evaluation.vaut_pour):
                referentiel, code = dossier.reference(texte)
                if not {referentiel, suivi.referentiel} <= dossier.referentiels.keys():
                    continue  # REF002 le dit
                identiques = (
                    r
                    for r in rapprocher(suivi.referentiel, referentiel).rangees
                    if r.relation == "identique" and etendue(suivi.referentiel).egale(r.de, evaluation.exigence)
                )
                if not any(etendue(referentiel).egale(vers, code) for r in identiques for vers in r.vers):
                    message = f"Rien ne dit que {evaluation.exigence} et {texte} soient identiques."
                    conseil = "Jugez les deux à part, ou écrivez la correspondance si vous détenez les deux textes."
                    yield Faute(suivi.fichier, ("evaluations", rang, "vaut_pour", i), message, conseil)


def reprises_sans_origine(contexte: Contexte) -> Iterator[Faute]:
    """Une évaluation reprise dit ce dont elle vient, et elle seule."""
    for suivi in contexte.dossier.engagements.values():
        for rang, evaluation in enumerate(suivi.evaluations):
            if (evaluation.origine == "reprise") != bool(evaluation.reprise_de):
                manque = "« reprise_de »" if evaluation.origine == "reprise" else "« origine: reprise »"
                message = f"L'évaluation de {evaluation.exigence} est reprise d'un autre référentiel sans {manque}."
                yield Faute(suivi.fichier, ("evaluations", rang, "origine"), message, f"Ajoutez {manque}.")


REGLES = (
    Regle(
        "COR001",
        Gravite.AVERTISSEMENT,
        "Correspondances en désaccord",
        "Une rangée d'une correspondance du dossier dit autre chose que celle de l'outil, ou que celle d'un autre fichier. "
        "Le dossier l'emporte sur l'outil ; ce qu'il ne dit pas reste.",
        '- {de: E3, vers: ["5"], relation: partiel}   (fournie : identique)',
        '- {de: E3, vers: ["5"], relation: identique}',
        correspondances_en_desaccord,
    ),
    Regle(
        "COR002",
        Gravite.ERREUR,
        "Jugement donné pour une exigence qui n'est pas identique",
        "« vaut_pour » donne un jugement une fois pour deux référentiels. Il ne s'écrit qu'entre deux exigences qu'une "
        "correspondance dit identiques, sans détour par un troisième référentiel.",
        '{exigence: E1, statut: realise, date: 2019-03-01, vaut_pour: ["qual-e-pref:1.1"]}',
        '{exigence: E3, statut: realise, date: 2019-03-01, vaut_pour: ["qual-e-pref:5"]}',
        jugements_abusifs,
    ),
    Regle(
        "COR003",
        Gravite.AVERTISSEMENT,
        "Évaluation reprise sans dire d'où",
        "Une évaluation d'origine « reprise » cite dans « reprise_de » les exigences dont elle vient, et elle seule.",
        "{exigence: M3, statut: partiel, date: 2015-02-01, origine: reprise}",
        "{exigence: M3, statut: partiel, date: 2015-02-01, origine: reprise, reprise_de: [qualipref-2:M3]}",
        reprises_sans_origine,
    ),
)
