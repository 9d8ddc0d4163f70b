"""Le cycle d'un label : le suivi, les vérifications et le renouvellement que ses règles font attendre, site par site."""

from collections.abc import Iterator
from datetime import date
from typing import Literal, NamedTuple

from qualicli.modeles.audit import Audit
from qualicli.modeles.choix import comptes_par_site
from qualicli.modeles.demarche import LabelObtenu
from qualicli.modeles.dossier import Dossier
from qualicli.modeles.labels import EN_VIGUEUR, LabelAu, labels_au, lignee
from qualicli.modeles.temps.dates import DateImprecise
from qualicli.modeles.temps.durees import Duree

NatureEcheance = Literal["suivi", "verification", "renouvellement"]
EtatEcheance = Literal["faite", "prevue", "a_venir", "en_retard"]


class EcheanceDeLabel(NamedTuple):
    """Ce qu'un label fait attendre sur un site : quoi, pour quand, où cela en est, et la règle qui le demande.

    `rang` est celui du label dans `qualicli.yaml` ; `audit` est celui qui y répond, tenu ou prévu.
    """

    label: LabelObtenu
    rang: int
    site: str
    nature: NatureEcheance
    echeance: DateImprecise
    etat: EtatEcheance
    pourquoi: str
    audit: Audit | None


def labels_du_dossier(dossier: Dossier, au: date) -> tuple[LabelAu, ...]:
    """Ce que devient chaque label du dossier, site par site, à une date."""
    return labels_au(dossier.demarche, dossier.referentiels, au)


def echeances_du_label(dossier: Dossier, au: date, label: LabelObtenu | None = None) -> tuple[EcheanceDeLabel, ...]:
    """Les échéances d'un label, ou de tous : suivi, vérifications, renouvellement, site par site, la plus ancienne d'abord.

    Un label retiré, renouvelé ou remplacé n'en a plus ; un label expiré n'attend que d'être renouvelé. Un suivi se tient dans
    une fenêtre, pas un jour : le premier audit de suivi y répond, le deuxième répond à la deuxième vérification.
    """
    vus = (vu for vu in labels_du_dossier(dossier, au) if label is None or vu.label is label)
    trouvees = [e for vu in vus for e in _echeances(dossier, vu, au)]
    return tuple(sorted(trouvees, key=lambda e: (e.echeance, e.rang)))


def _echeances(dossier: Dossier, vu: LabelAu, au: date) -> Iterator[EcheanceDeLabel]:
    if vu.etat not in (*EN_VIGUEUR, "expire"):
        return
    referentiel = dossier.referentiels.get(vu.label.referentiel)
    regles, nom = referentiel.label if referentiel else None, referentiel.nom if referentiel else vu.label.referentiel
    audits = _audits(dossier, vu, au)
    if regles and vu.label.obtenu_le and vu.est_en_vigueur:
        obtenu = vu.label.obtenu_le
        suivis = [a for a in audits if a[1].type == "suivi"]
        if regles.suivi:
            motif = f"{nom} est suivi {regles.suivi.en_clair()} après son obtention ({obtenu.en_clair()})"
            yield _echeance(vu, "suivi", regles.suivi.reporter(obtenu), suivis[:1], motif, au)
        if regles.verification:
            motif = f"{nom} est vérifié {regles.verification.en_rythme()}, depuis {obtenu.en_debut()}"
            prevues = [
                _echeance(vu, "verification", quand, suivis[rang : rang + 1], motif, au)
                for rang, quand in enumerate(_occurrences(regles.verification, obtenu, vu.terme, au))
            ]
            manquees = [e for e in prevues if e.etat == "en_retard"]
            yield from (e for e in prevues if e not in manquees[:-1])  # de celles qui manquent, la dernière suffit
    if vu.terme is not None and not _suit_un_successeur(dossier, vu, au):
        quand = vu.label.maintenu_jusqu_au if vu.etat == "maintenu" and vu.label.maintenu_jusqu_au else vu.terme
        duree = regles.duree if regles and not vu.label.echeance else None
        motif = f"{nom} vaut {duree.en_clair()}" if duree else f"le label {nom} expire {vu.terme.en_complement()}"
        prevus = [a for a in audits if a[1].type == "renouvellement" and not a[0].est_acquise(au)]
        yield _echeance(vu, "renouvellement", quand, prevus[:1], motif, au)


def _occurrences(
    intervalle: Duree, obtenu: DateImprecise, fin: DateImprecise | None, au: date
) -> Iterator[DateImprecise]:
    """Les vérifications déjà dues et la prochaine, tant que le label n'est pas à renouveler."""
    precedente = obtenu
    for fois in range(1, 100):
        quand = intervalle.reporter(obtenu, fois)
        if quand <= precedente:  # une durée nulle, ou la fin du calendrier
            return
        precedente = quand
        if fin is not None and not quand.precede(fin):
            return
        yield quand
        if not quand.est_depassee(au):
            return


def _echeance(
    vu: LabelAu,
    nature: NatureEcheance,
    quand: DateImprecise,
    audits: list[tuple[DateImprecise, Audit]],
    pourquoi: str,
    au: date,
) -> EcheanceDeLabel:
    etat: EtatEcheance = "en_retard" if quand.est_depassee(au) else "a_venir"
    tenu, audit = audits[0] if audits else (None, None)
    if tenu is not None:
        etat = "faite" if tenu.est_acquise(au) else "prevue"
    return EcheanceDeLabel(vu.label, vu.rang, vu.site, nature, quand, etat, pourquoi, audit)


def _audits(dossier: Dossier, vu: LabelAu, au: date) -> list[tuple[DateImprecise, Audit]]:
    """Les audits externes de ce référentiel et de ce site venus après l'obtention, dans l'ordre du temps."""
    jalons = dossier.dates_jalons(au)
    dates = (
        (quand, audit)
        for audit in dossier.audits.values()
        if audit.nature == "externe"
        and (audit.referentiel or dossier.referentiel_unique or vu.label.referentiel) == vu.label.referentiel
        and (not audit.sites or vu.site in audit.sites)
        and (quand := audit.date.resoudre(jalons))
        and (vu.label.obtenu_le is None or vu.label.obtenu_le.precede(quand))
    )
    return sorted(dates, key=lambda d: (d[0], d[1].id))


def _suit_un_successeur(dossier: Dossier, vu: LabelAu, au: date) -> bool:
    """Vrai quand le site s'est engagé dans un référentiel qui succède à celui du label : on ne renouvelle plus l'ancien."""
    demarche = dossier.demarche
    return any(
        vu.label.referentiel in lignee(p.referentiel, dossier.referentiels)[1:]
        and any(vu.site in comptes_par_site(demarche, p, code, au) for code in p.modules)
        for p in demarche.perimetre
    )
