"""AUD : un audit a un organisme, un périmètre, un rapport, et ses constats ont une suite."""

from collections.abc import Iterator

from qualicli import francais
from qualicli.modeles.anomalie import Chemin, Faute, Gravite
from qualicli.modeles.audit import Audit, Constat
from qualicli.modeles.baremes import bareme_de
from qualicli.modeles.temps.dates import DateImprecise
from qualicli.regles.contexte import Contexte, Regle
from qualicli.regles.evenements import audits_a_deux_dates, rapports_precoces
from qualicli.regles.listes import en_double


def _audits(contexte: Contexte) -> Iterator[tuple[Audit, DateImprecise | None]]:
    jalons = contexte.dossier.dates_jalons(contexte.au)
    return ((audit, audit.date.resoudre(jalons)) for audit in contexte.connu.audits.values())


def _constats(contexte: Contexte) -> Iterator[tuple[Audit, Chemin, Constat]]:
    for audit in contexte.connu.audits.values():
        for rang, constat in audit.constats_au(contexte.au):
            yield audit, ("constats", rang), constat


def constats_sans_suite(contexte: Contexte) -> Iterator[Faute]:
    """Une non-conformité ou un écart a une action, ou a été levé."""
    for audit, chemin, constat in _constats(contexte):
        # Un point sensible se surveille : il peut attendre son action.
        attendue = bareme_de(contexte.connu, audit, constat).a_corriger - {"point_sensible"}
        if constat.nature_au(contexte.au) in attendue and constat.action is None and constat.levee_le is None:
            message = f"Le constat « {constat.id} » n'a ni action ni levée."
            conseil = "Créez l'action (« qualicli ajouter action ») et citez-la : « action: … »."
            yield Faute(audit.fichier, chemin, message, conseil)


def externes_sans_organisme(contexte: Contexte) -> Iterator[Faute]:
    """Un audit externe nomme l'organisme qui le conduit."""
    for audit, _ in _audits(contexte):
        if audit.nature == "externe" and audit.organisme is None:
            message = f"« {audit.intitule} » est externe, sans organisme."
            yield Faute(audit.fichier, ("nature",), message, "Ajoutez « organisme: … ».")


def rapports_attendus(contexte: Contexte) -> Iterator[Faute]:
    """Un audit passé a son rapport parmi les documents, une fois passé le délai de remise."""
    for audit, date in _audits(contexte):
        if date is None or audit.rapport is not None or not date.est_depassee(contexte.au):
            continue
        # Sans délai annoncé, le rapport est dû dès que l'audit est passé.
        if audit.delai_rapport is None or audit.delai_rapport.apres(date.fin) < contexte.au:
            message = f"« {audit.intitule} » est passé ({date.en_clair()}), sans rapport."
            yield Faute(
                audit.fichier, ("date",), message, "Déposez le rapport dans preuves/ et citez-le : « rapport: … »."
            )


def hors_perimetre(contexte: Contexte) -> Iterator[Faute]:
    """Un audit porte sur des modules et des sites du périmètre, et ses constats sur ses sites."""
    demarche = contexte.dossier.demarche
    for audit in contexte.dossier.audits.values():
        perimetres = [p for p in demarche.perimetre if audit.referentiel in (None, p.referentiel)]
        modules = {code for p in perimetres for code in p.modules}
        sites = {
            s for p in perimetres for choix in p.modules.values() for c in choix for s in c.sites or demarche.sites
        }
        for cle, cites, admis in (("modules", audit.modules, modules), ("sites", audit.sites, sites)):
            for rang, cite in enumerate(cites):
                # Un site inconnu de la démarche est un lien rompu, dit par une autre règle.
                if perimetres and cite not in admis and (cle == "modules" or cite in demarche.sites):
                    message = f"« {cite} » n'est pas dans le périmètre de la démarche."
                    yield Faute(audit.fichier, (cle, rang), message, f"Admis : {francais.liste(sorted(admis))}.")
        for rang, constat in enumerate(audit.constats):
            if audit.sites and constat.site is not None and constat.site not in audit.sites:
                message = f"Le constat « {constat.id} » porte sur « {constat.site} », que l'audit ne visite pas."
                yield Faute(
                    audit.fichier, ("constats", rang, "site"), message, "Corrigez le site, ou ajoutez-le à l'audit."
                )


def levees_precoces(contexte: Contexte) -> Iterator[Faute]:
    """Un constat n'est pas levé avant l'audit qui l'a relevé."""
    for audit, date in _audits(contexte):
        for rang, constat in enumerate(audit.constats):
            if constat.levee_le is not None and date is not None and constat.levee_le.precede(date):
                levee = constat.levee_le.en_clair()
                message = f"Le constat « {constat.id} » est levé ({levee}) avant l'audit ({date.en_clair()})."
                yield Faute(audit.fichier, ("constats", rang, "levee_le"), message, "Corrigez l'une des deux dates.")


def constats_en_double(contexte: Contexte) -> Iterator[Faute]:
    """Deux constats d'un audit n'ont pas le même identifiant."""
    for audit in contexte.dossier.audits.values():
        for rang in en_double(c.id for c in audit.constats):
            message = f"L'identifiant « {audit.constats[rang].id} » sert deux fois."
            chemin = ("constats", rang, "id")
            yield Faute(audit.fichier, chemin, message, "Donnez-lui un identifiant qui lui soit propre.")


def referentiels_inconnus(contexte: Contexte) -> Iterator[Faute]:
    """Le référentiel audité est connu."""
    connus = contexte.referentiels
    for audit in contexte.dossier.audits.values():
        if audit.referentiel is not None and audit.referentiel not in connus:
            proche = francais.plus_proche(audit.referentiel, connus)
            conseil = (
                f"Vouliez-vous dire « {proche} » ?" if proche else f"Référentiels connus : {', '.join(sorted(connus))}."
            )
            yield Faute(
                audit.fichier, ("referentiel",), f"Le référentiel « {audit.referentiel} » est inconnu.", conseil
            )


REGLES = (
    Regle(
        "AUD001",
        Gravite.AVERTISSEMENT,
        "Constat sans suite",
        "Une non-conformité ou un écart appelle une action, jusqu'à ce qu'il soit levé.",
        "- {id: nc1, nature: non_conformite, texte: …}",
        "- {id: nc1, nature: non_conformite, texte: …, action: rampe}",
        constats_sans_suite,
    ),
    Regle(
        "AUD002",
        Gravite.AVERTISSEMENT,
        "Audit externe sans organisme",
        "L'organisme certificateur figure au bilan.",
        "nature: externe",
        "nature: externe\norganisme: SOCOTEC",
        externes_sans_organisme,
    ),
    Regle(
        "AUD003",
        Gravite.AVERTISSEMENT,
        "Audit passé sans rapport",
        "Le rapport s'enregistre comme un document ; « delai_rapport » laisse le temps de le recevoir.",
        "date: 2021-11-09",
        "date: 2021-11-09\nrapport: rapport-audit-blanc",
        rapports_attendus,
    ),
    Regle(
        "AUD004",
        Gravite.AVERTISSEMENT,
        "Audit hors du périmètre",
        "L'audit cite un module ou un site que le périmètre n'a pas, ou un constat un site que l'audit n'a pas.",
        "modules: [M12]",
        "modules: [M1, M2]",
        hors_perimetre,
    ),
    Regle(
        "AUD005",
        Gravite.ERREUR,
        "Constat levé avant l'audit",
        "La levée d'un constat suit l'audit.",
        "date: 2021-11-09\nconstats: [{…, levee_le: 2021-10-01}]",
        "date: 2021-11-09\nconstats: [{…, levee_le: 2021-12-01}]",
        levees_precoces,
    ),
    Regle(
        "AUD006",
        Gravite.ERREUR,
        "Constat en double",
        "Deux constats d'un audit portent le même identifiant.",
        "- {id: nc1, …}\n- {id: nc1, …}",
        "- {id: nc1, …}\n- {id: nc2, …}",
        constats_en_double,
    ),
    Regle(
        "AUD007",
        Gravite.ERREUR,
        "Référentiel d'audit inconnu",
        "L'audit cite un référentiel que rien n'apporte.",
        "referentiel: qualepref",
        "referentiel: qual-e-pref",
        referentiels_inconnus,
    ),
    Regle(
        "AUD008",
        Gravite.AVERTISSEMENT,
        "Audit et étape à deux dates",
        "Un audit, et l'étape du rétroplanning qui le prévoit, sont le même évènement : ils ont une date.",
        "date: 2022-03-25   (l'étape « audit-blanc » est réalisée le 2022-03-24)",
        "date: jalon:audit-blanc",
        audits_a_deux_dates,
    ),
    Regle(
        "AUD009",
        Gravite.ERREUR,
        "Rapport antérieur à l'audit",
        "Le rapport d'un audit est reçu, ou daté, avant l'audit.",
        "date: 2022-03-25\nrapport_recu_le: 2022-03-20",
        "date: 2022-03-25\nrapport_recu_le: 2022-04-02",
        rapports_precoces,
    ),
)
