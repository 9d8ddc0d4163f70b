"""Les audits tenus pendant une période : ce qu'ils ont conclu, ce qu'ils ont relevé, ce que leurs constats sont devenus."""

from collections import Counter
from collections.abc import Iterator
from datetime import date

from qualicli import francais
from qualicli.diagnostic.audits import echeance_du_constat
from qualicli.modeles.audit import Audit, Constat
from qualicli.modeles.baremes import bareme_de, est_reevalue
from qualicli.modeles.temps.dates import DateImprecise
from qualicli.rendus import libelles
from qualicli.rendus.documents.socle.contexte import ContexteDocument
from qualicli.rendus.documents.socle.ecarts import dire_echeance
from qualicli.rendus.documents.socle.vue import TableauTexte

_EN_RETARD = "en retard"
_PLURIELS = {"non_conformite": "non-conformités"}


def tenus(contexte: ContexteDocument, debut: date, fin: date) -> list[tuple[DateImprecise, Audit]]:
    """Les audits de la période dont on sait quelque chose, dans l'ordre du temps."""
    dates = (
        (quand, audit)
        for audit in contexte.dossier.audits.values()
        if (audit.constats or audit.rapport or audit.resultat)
        and (quand := contexte.echeance(audit.date, fin)) is not None
        and quand.est_acquise(fin)
        and quand.fin >= debut
    )
    return sorted(dates, key=lambda c: (c[0], c[1].id))


def conclusion(audit: Audit, au: date) -> str:
    """Ce que l'audit a conclu, si son rapport est reçu à cette date."""
    recu = audit.rapport_recu_le is None or audit.rapport_recu_le.est_acquise(au)
    return libelles.mot(audit.resultat) if audit.resultat and recu else ""


def releve(contexte: ContexteDocument, audit: Audit, au: date) -> str:
    """« 2 non-conformités et 1 écart » : ce qui s'écarte, et ce qui est fort."""
    comptes: Counter[str] = Counter(c.nature_au(au) for _, c in audit.constats_au(au))
    # « Conforme » ne s'accorde ni ne se compte.
    grades = [g for g in bareme_de(contexte.dossier, audit).echelle if g.code != "conforme" and comptes[g.code]]
    return francais.liste(francais.pluriel(comptes[g.code], g.nom, _PLURIELS.get(g.code, "")) for g in grades)


def suites(contexte: ContexteDocument, audit: Audit, au: date) -> str:
    """« 5 constats à corriger (3 levés, dont 2 vérifiés ; 2 ouverts, dont 1 en retard) » ; vide sans constat à corriger."""
    siens = _a_corriger(contexte, audit, au)
    if not siens:
        return ""
    leves = [c for c in siens if c.est_leve(au)]
    ouverts = [c for c in siens if not c.est_leve(au)]
    dits = (
        _part(
            len(leves),
            "levé",
            (sum(c.est_verifie(au) for c in leves), "vérifié"),
            (sum(est_reevalue(contexte.dossier, c, au) for c in leves), "réévalué"),
        ),
        _part(
            len(ouverts),
            "ouvert",
            (sum(_est_en_retard(contexte, c, au) for c in ouverts), _EN_RETARD),
            (sum(c.reporte_a is not None for c in ouverts), "reporté"),
        ),
    )
    combien = francais.pluriel(len(siens), "constat à corriger", "constats à corriger")
    return f"{combien} ({' ; '.join(filter(None, dits))})"


def _part(combien: int, mot: str, *parts: tuple[int, str]) -> str:
    """« 3 levés, dont 2 vérifiés et 1 réévalué » ; « 2 ouverts et en retard » quand tous le sont."""
    if not combien:
        return ""
    tous = [_accorder(n, m) for n, m in parts if n == combien]
    dont = [f"{n} {_accorder(n, m)}" for n, m in parts if 0 < n < combien]
    dits = (francais.liste((francais.pluriel(combien, mot), *tous)), f"dont {francais.liste(dont)}" if dont else "")
    return ", ".join(filter(None, dits))


def _accorder(combien: int, mot: str) -> str:
    return mot if mot == _EN_RETARD else francais.accorder(combien, mot)


def tableau_audits(contexte: ContexteDocument, audits: list[tuple[DateImprecise, Audit]], au: date) -> TableauTexte:
    """Un audit par ligne : quand, ce qu'il a conclu et relevé, ce que sont devenus ses constats."""
    lignes = (
        (
            francais.majuscule(audit.intitule),
            quand.en_clair(),
            conclusion(audit, au) or ("attendue" if audit.nature == "externe" else ""),
            releve(contexte, audit, au),
            suites(contexte, audit, au),
        )
        for quand, audit in audits
    )
    return TableauTexte(("Audit", "Date", "Conclusion", "Relevé", "Suites"), tuple(lignes)).sans_vides()


def tableau_ouverts(contexte: ContexteDocument, audits: list[tuple[DateImprecise, Audit]], au: date) -> TableauTexte:
    """Les constats de ces audits encore ouverts : l'action, qui la mène, pour quand."""
    return TableauTexte(
        ("Constat", "Exigence", "Action", "Qui", "Pour quand"),
        tuple(_ouvert(contexte, audit, c, au) for _, audit in audits for c in _ouverts(contexte, audit, au)),
    )


def _ouverts(contexte: ContexteDocument, audit: Audit, au: date) -> Iterator[Constat]:
    return (c for c in _a_corriger(contexte, audit, au) if not c.est_leve(au))


def _ouvert(contexte: ContexteDocument, audit: Audit, constat: Constat, au: date) -> tuple[str, ...]:
    dossier = contexte.dossier
    action = dossier.actions.get(constat.action or "")
    nature = francais.majuscule(bareme_de(dossier, audit, constat).nom(constat.nature_au(au)))
    suivant = dossier.audits.get(constat.reporte_a or "")
    faire = action.intitule if action else f"Vérifié à {francais.guillemets(suivant.intitule)}" if suivant else ""
    qui = contexte.noms(au).fonction(action.responsable) if action else ""
    return (
        f"{nature}{francais.INSECABLE}: {francais.enchainer(constat.texte.removesuffix('.'))}",
        dossier.reference(constat.exigence)[1] if constat.exigence else "",
        faire or "Sans action",
        qui or contexte.service(constat.service) or "à désigner",
        dire_echeance(contexte.echeance(echeance_du_constat(dossier, constat, au), au), au),
    )


def _a_corriger(contexte: ContexteDocument, audit: Audit, au: date) -> list[Constat]:
    return [c for _, c in audit.constats_au(au) if c.nature_au(au) in bareme_de(contexte.dossier, audit, c).a_corriger]


def _est_en_retard(contexte: ContexteDocument, constat: Constat, au: date) -> bool:
    prevue = contexte.echeance(echeance_du_constat(contexte.dossier, constat, au), au)
    return prevue is not None and prevue.est_depassee(au)
