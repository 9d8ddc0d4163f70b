"""AUD, la suite des constats : de l'échelle du référentiel à la réévaluation, chaque maillon tient au précédent."""

from collections.abc import Iterator

from qualicli import francais
from qualicli.modeles.anomalie import Chemin, Faute, Gravite
from qualicli.modeles.audit import Audit, Constat
from qualicli.modeles.baremes import bareme_de, est_reevalue
from qualicli.regles.contexte import Contexte, Regle, tete


def grades_inconnus(contexte: Contexte) -> Iterator[Faute]:
    """Un constat est gradué dans l'échelle de son référentiel, et un seuil porte sur l'un de ses grades."""
    for referentiel in contexte.dossier.referentiels.values():
        bareme = referentiel.constats
        for code in bareme.bloque_a if bareme else ():
            if bareme and bareme.grade(code) is None:
                message = f"« bloque_a » cite « {code} », que l'échelle n'a pas."
                conseil = f"Ses grades : {francais.liste(g.code for g in bareme.echelle) or 'aucun'}."
                yield Faute(referentiel.fichier, ("constats", "bloque_a", code), message, conseil)
    for audit in contexte.dossier.audits.values():
        for rang, constat in enumerate(audit.constats):
            admis = [g.code for g in bareme_de(contexte.dossier, audit, constat).echelle]
            ecrits: list[tuple[Chemin, str]] = [(("constats", rang, "nature"), constat.nature)]
            ecrits += [
                (("constats", rang, "revisions", r, "nature"), v.nature) for r, v in enumerate(constat.revisions)
            ]
            for chemin, nature in ecrits:
                if nature not in admis:
                    proche = francais.plus_proche(nature, admis)
                    conseil = f"Vouliez-vous dire « {proche} » ?" if proche else f"Admis : {francais.liste(admis)}."
                    message = f"Le constat « {constat.id} » est de nature « {nature} », que l'échelle n'a pas."
                    yield Faute(audit.fichier, chemin, message, conseil)


def origines_impossibles(contexte: Contexte) -> Iterator[Faute]:
    """Un constat est détaché d'un autre constat de son audit, et reporté à un autre audit."""
    for audit in contexte.dossier.audits.values():
        siens = {c.id for c in audit.constats}
        for rang, constat in enumerate(audit.constats):
            origine, suivant = constat.scinde_de, constat.reporte_a
            if origine is not None and (origine not in siens or audit.vient_de_lui_meme(constat)):
                message = f"« {origine} » n'est pas un autre constat de cet audit."
                yield Faute(audit.fichier, ("constats", rang, "scinde_de"), message, "Citez le constat d'origine.")
            if suivant is not None and (suivant == audit.id or suivant not in contexte.dossier.audits):
                message = f"« {suivant} » n'est pas un autre audit."
                conseil = "Décrivez l'audit suivant dans audits/, puis citez-le."
                yield Faute(audit.fichier, ("constats", rang, "reporte_a"), message, conseil)


def _a_corriger(contexte: Contexte) -> Iterator[tuple[Audit, Chemin, Constat]]:
    """Les constats qui comptent à la date, et qui appellent une suite."""
    for audit in contexte.connu.audits.values():
        for rang, constat in audit.constats_au(contexte.au):
            if constat.nature_au(contexte.au) in bareme_de(contexte.connu, audit, constat).a_corriger:
                yield audit, ("constats", rang), constat


def levees_sans_preuve(contexte: Contexte) -> Iterator[Faute]:
    """Un constat levé cite le document qui le montre."""
    for audit, chemin, constat in _a_corriger(contexte):
        if constat.est_leve(contexte.au) and constat.preuve_levee is None:
            message = f"Le constat « {constat.id} » est levé, sans preuve."
            yield Faute(audit.fichier, (*chemin, "levee_le"), message, "Ajoutez « preuve_levee: … ».")


def levees_non_verifiees(contexte: Contexte) -> Iterator[Faute]:
    """La levée d'un constat d'audit externe est vérifiée par quelqu'un."""
    for audit, chemin, constat in _a_corriger(contexte):
        if audit.nature == "externe" and constat.est_leve(contexte.au) and not constat.est_verifie(contexte.au):
            message = f"La levée du constat « {constat.id} » n'a été vérifiée par personne."
            yield Faute(
                audit.fichier, (*chemin, "levee_le"), message, "Ajoutez « verifie_par: … » et « verifie_le: … »."
            )


def actions_sans_levee(contexte: Contexte) -> Iterator[Faute]:
    """L'action faite d'un constat le lève ; sinon elle n'a rien clos."""
    for audit, chemin, constat in _a_corriger(contexte):
        action = contexte.connu.actions.get(constat.action or "")
        if action is not None and action.est_faite(contexte.au) and not constat.est_leve(contexte.au):
            message = f"L'action « {action.intitule} » est faite, et le constat « {constat.id} » n'est pas levé."
            conseil = "Levez-le (« levee_le », « preuve_levee »), ou citez l'action qui reste à faire."
            yield Faute(audit.fichier, (*chemin, "action"), message, conseil)


def exigences_a_reevaluer(contexte: Contexte) -> Iterator[Faute]:
    """L'exigence d'un constat levé est évaluée à nouveau."""
    for audit, chemin, constat in _a_corriger(contexte):
        leve = constat.levee_le
        if leve is None or not constat.est_leve(contexte.au) or constat.exigence is None:
            continue
        if not est_reevalue(contexte.connu, constat, contexte.au):
            le = tete(contexte.dossier.mots.exigence)
            evaluee = f"réévalué{francais.e(contexte.dossier.mots.exigence)}"
            message = f"{le} « {constat.exigence} » n'est pas {evaluee} depuis la levée ({leve.en_clair()})."
            yield Faute(audit.fichier, (*chemin, "exigence"), message, f"« qualicli evaluer {constat.exigence} ».")


REGLES = (
    Regle(
        "AUD010",
        Gravite.ERREUR,
        "Grade de constat inconnu",
        "La nature d'un constat est un grade de l'échelle de son référentiel (« constats »), ou de celle du format.",
        "nature: non_conformitee",
        "nature: non_conformite",
        grades_inconnus,
    ),
    Regle(
        "AUD011",
        Gravite.ERREUR,
        "Constat détaché ou reporté de travers",
        "Un constat scindé vient d'un autre constat du même audit ; un constat reporté l'est à un autre audit.",
        "- {id: nc1, scinde_de: nc1, …}",
        "- {id: nc1-bis, scinde_de: nc1, …}",
        origines_impossibles,
    ),
    Regle(
        "AUD012",
        Gravite.AVERTISSEMENT,
        "Constat levé sans preuve",
        "Un constat à corriger se lève sur une preuve : l'auditeur suivant la demandera.",
        "- {id: nc1, nature: non_conformite, levee_le: 2022-03-01, …}",
        "- {id: nc1, nature: non_conformite, levee_le: 2022-03-01, preuve_levee: rampe, …}",
        levees_sans_preuve,
    ),
    Regle(
        "AUD013",
        Gravite.INFORMATION,
        "Levée non vérifiée",
        "Qui lève un constat d'audit externe ne se donne pas quitus : quelqu'un d'autre vérifie la levée.",
        "- {id: nc1, levee_le: 2022-03-01, preuve_levee: rampe, …}",
        "- {id: nc1, levee_le: 2022-03-01, preuve_levee: rampe, verifie_par: Responsable d'audit, …}",
        levees_non_verifiees,
    ),
    Regle(
        "AUD014",
        Gravite.AVERTISSEMENT,
        "Action faite, constat ouvert",
        "L'action qui répond à un constat est faite, et le constat n'est pas levé : elle n'a rien clos.",
        "- {id: nc1, action: rampe, …}   (l'action « rampe » est faite)",
        "- {id: nc1, action: rampe, levee_le: 2022-03-01, preuve_levee: photo-rampe, …}",
        actions_sans_levee,
    ),
    Regle(
        "AUD015",
        Gravite.INFORMATION,
        "Exigence corrigée, non réévaluée",
        "Un constat levé change l'état de son exigence : elle s'évalue à nouveau, ce jour-là ou après.",
        "- {id: nc1, exigence: qual-e-pref:2.2, levee_le: 2022-03-01, …}   (dernière évaluation : 2021-09-14)",
        "- {id: nc1, exigence: qual-e-pref:2.2, levee_le: 2022-03-01, …}   (dernière évaluation : 2022-03-02)",
        exigences_a_reevaluer,
    ),
)
