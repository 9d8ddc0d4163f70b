"""EVA : chaque ligne d'auto-évaluation est à sa place, et compte."""

import re
from collections.abc import Iterator

from qualicli import francais
from qualicli.modeles.anomalie import Chemin, Faute, Gravite
from qualicli.modeles.demarche import ModuleRetenu
from qualicli.modeles.referentiel import Feuille
from qualicli.modeles.suivi import Evaluation, SuiviEngagement
from qualicli.regles.contexte import Contexte, Regle, tete
from qualicli.regles.listes import en_double

_ZEROS = re.compile(r"(?<!\d)0+(?=\d)")


def _evaluations(contexte: Contexte) -> Iterator[tuple[SuiviEngagement, Chemin, Evaluation]]:
    for suivi in contexte.dossier.engagements.values():
        for rang, evaluation in enumerate(suivi.evaluations):
            yield suivi, ("evaluations", rang), evaluation


def _feuilles(contexte: Contexte, suivi: SuiviEngagement, code: str) -> tuple[Feuille, ...]:
    referentiel = contexte.dossier.referentiels.get(suivi.referentiel)
    return referentiel.feuilles_de(code) if referentiel else ()


def _exigence(contexte: Contexte, suivi: SuiviEngagement, evaluation: Evaluation) -> str:
    return contexte.designer("exigence", suivi.referentiel, evaluation.exigence)


def _de(contexte: Contexte, suivi: SuiviEngagement) -> str:
    return francais.du(contexte.mots(suivi.referentiel).engagement)


def sans_objet_sans_motif(contexte: Contexte) -> Iterator[Faute]:
    """« Sans objet » se justifie : l'exigence sort du calcul."""
    for suivi, chemin, evaluation in _evaluations(contexte):
        if evaluation.statut == "sans_objet" and evaluation.motif is None:
            message = f"{_exigence(contexte, suivi, evaluation)} est « sans objet » sans motif."
            yield Faute(suivi.fichier, (*chemin, "statut"), message, "Ajoutez « motif: … ».")


def evaluations_futures(contexte: Contexte) -> Iterator[Faute]:
    """Une évaluation postérieure à la date du contrôle, ou dont la date n'est pas finie, n'est pas encore comptée."""
    for suivi, chemin, evaluation in _evaluations(contexte):
        if not evaluation.date.est_acquise(contexte.au):
            message = f"L'évaluation ne compte pas encore à la date du contrôle ({evaluation.date.en_clair()})."
            yield Faute(suivi.fichier, (*chemin, "date"), message, f"Elle comptera {evaluation.date.en_terme()}.")


def evaluations_en_bloc(contexte: Contexte) -> Iterator[Faute]:
    """Un engagement dont les exigences sont connues s'évalue exigence par exigence."""
    for suivi, chemin, evaluation in _evaluations(contexte):
        feuilles = _feuilles(contexte, suivi, evaluation.exigence)
        # Un engagement sans exigences connues est sa propre feuille : l'évaluer d'un bloc est alors la seule façon.
        if feuilles and all(f.code != evaluation.exigence for f in feuilles):
            codes, mots = francais.liste(f.code for f in feuilles), contexte.mots(suivi.referentiel)
            message = f"{tete(mots.engagement)} {evaluation.exigence} s'évalue en détail : cette ligne ne compte pas."
            yield Faute(
                suivi.fichier,
                (*chemin, "exigence"),
                message,
                f"Évaluez ses {francais.mettre_au_pluriel(mots.exigence)} : {codes}.",
            )


def exigences_etrangeres(contexte: Contexte) -> Iterator[Faute]:
    """Les exigences évaluées dans un fichier sont celles de son engagement."""
    for suivi, chemin, evaluation in _evaluations(contexte):
        engagements = {f.engagement.code for f in _feuilles(contexte, suivi, evaluation.exigence)}
        # Un engagement inconnu du référentiel a déjà son anomalie : on ne dit pas en plus que ses exigences sont étrangères.
        if engagements and suivi.engagement not in engagements and _feuilles(contexte, suivi, suivi.engagement):
            message = f"{_exigence(contexte, suivi, evaluation)} n'est pas {_de(contexte, suivi)} {suivi.engagement}."
            conseil = f"Mettez cette ligne dans le fichier {_de(contexte, suivi)} {francais.liste(sorted(engagements), 'ou')}."
            yield Faute(suivi.fichier, (*chemin, "exigence"), message, conseil)


def noms_trompeurs(contexte: Contexte) -> Iterator[Faute]:
    """Le nom du fichier est le numéro de l'engagement, zéros de tête et casse mis à part."""
    for suivi in contexte.dossier.engagements.values():
        nom = suivi.id.rpartition("/")[2]
        if _nu(nom) != _nu(suivi.engagement):
            engagement = contexte.dossier.designer("engagement", suivi.referentiel, suivi.engagement)
            message = f"Le fichier « {nom} » évalue {engagement}."
            yield Faute(suivi.fichier, ("engagement",), message, "Renommez le fichier, ou corrigez « engagement ».")


def _nu(code: str) -> str:
    return _ZEROS.sub("", code).lower()


def engagements_en_double(contexte: Contexte) -> Iterator[Faute]:
    """Un engagement n'a qu'un fichier d'auto-évaluation."""
    premiers: dict[tuple[str, str], str] = {}
    for suivi in contexte.dossier.engagements.values():
        premier = premiers.setdefault((suivi.referentiel, suivi.engagement), suivi.fichier)
        if premier != suivi.fichier:
            engagement = contexte.en_tete("engagement", suivi.referentiel)
            message = f"{engagement} « {suivi.engagement} » a déjà un fichier : {premier}."
            yield Faute(suivi.fichier, ("engagement",), message, "Réunissez les deux journaux.")


def pilotes_en_double(contexte: Contexte) -> Iterator[Faute]:
    """Un site n'a qu'un pilote."""
    for suivi in contexte.dossier.engagements.values():
        for rang in en_double(p.site for p in suivi.pilotes):
            message = f"Le site « {suivi.pilotes[rang].site} » a déjà un pilote."
            yield Faute(suivi.fichier, ("pilotes", rang, "site"), message, "Gardez-en un seul.")


def cibles_hors_module(contexte: Contexte) -> Iterator[Faute]:
    """Une évaluation porte sur un site et un service concernés par le module."""
    demarche, services = contexte.dossier.demarche, contexte.dossier.services
    choix = _choix(contexte)
    for suivi, chemin, evaluation in _evaluations(contexte):
        if evaluation.site is None and evaluation.service is None:
            continue
        retenus = [
            (feuille.module.code, un_choix)
            for feuille in _feuilles(contexte, suivi, evaluation.exigence)
            for un_choix in choix.get((suivi.referentiel, feuille.module.code), ())
        ]
        if not retenus:
            continue
        module, mot = (
            contexte.designer("module", suivi.referentiel, retenus[0][0]),
            contexte.mots(suivi.referentiel).module,
        )
        e, au = francais.e(mot), francais.au(mot)
        if evaluation.site in demarche.sites and not any(
            evaluation.site in (c.sites or demarche.sites) for _, c in retenus
        ):
            message = f"{module} n'est pas choisi{e} pour le site « {evaluation.site} »."
            yield Faute(suivi.fichier, (*chemin, "site"), message, f"Corrigez le site, ou ajoutez-le {au}.")
        service = services.get(evaluation.service or "")
        if service is not None and not any(
            (not service.modules or code in service.modules) and (not c.services or evaluation.service in c.services)
            for code, c in retenus
        ):
            message = f"Le service « {evaluation.service} » n'est pas concerné par {francais.minuscule(module)}."
            yield Faute(suivi.fichier, (*chemin, "service"), message, f"Corrigez le service, ou ajoutez-le {au}.")


def _choix(contexte: Contexte) -> dict[tuple[str, str], tuple[ModuleRetenu, ...]]:
    """Les choix de module du périmètre, par référentiel et module."""
    return {
        (perimetre.referentiel, code): choix
        for perimetre in contexte.dossier.demarche.perimetre
        for code, choix in perimetre.modules.items()
    }


def evaluations_contradictoires(contexte: Contexte) -> Iterator[Faute]:
    """Deux lignes de même date et de même cible disent la même chose."""
    for suivi in contexte.dossier.engagements.values():
        vues: dict[tuple[str, str, str | None, str | None], str] = {}
        for rang, e in enumerate(suivi.evaluations):
            statut = vues.setdefault((e.exigence, e.date.texte, e.site, e.service), e.statut)
            if statut != e.statut:
                message = (
                    f"{_exigence(contexte, suivi, e)} a deux statuts à la même date : « {statut} » et « {e.statut} »."
                )
                chemin = ("evaluations", rang, "statut")
                yield Faute(
                    suivi.fichier, chemin, message, "La dernière ligne fait foi ; retirez celle qui est fausse."
                )


def services_superflus(contexte: Contexte) -> Iterator[Faute]:
    """Seule une exigence évaluée service par service cite un service."""
    for suivi, chemin, evaluation in _evaluations(contexte):
        feuilles = _feuilles(contexte, suivi, evaluation.exigence) if evaluation.service is not None else ()
        if feuilles and not any(f.exigence.par_service for f in feuilles):
            message = (
                f"{_exigence(contexte, suivi, evaluation)} ne s'évalue pas par service : cette ligne ne compte pas."
            )
            conseil = "Retirez « service », ou écrivez « par_service: true » dans un complément du référentiel."
            yield Faute(suivi.fichier, (*chemin, "service"), message, conseil)


def modules_hors_perimetre(contexte: Contexte) -> Iterator[Faute]:
    """Un engagement évalué est d'un module du périmètre."""
    choix = _choix(contexte)
    for suivi in contexte.dossier.engagements.values():
        modules = {f.module.code for f in _feuilles(contexte, suivi, suivi.engagement)}
        mot = contexte.mots(suivi.referentiel).module
        if modules and not any((suivi.referentiel, module) in choix for module in modules):
            message = (
                f"{tete(mot)} {francais.liste(sorted(modules), 'ou')} n'est pas au périmètre : rien n'est compté ici."
            )
            yield Faute(
                suivi.fichier,
                ("engagement",),
                message,
                f"Ajoutez {francais.le(mot)} au périmètre si cela doit compter.",
            )


REGLES = (
    Regle(
        "EVA001",
        Gravite.ERREUR,
        "« Sans objet » sans motif",
        "Une exigence « sans objet » sort du dénominateur : il faut dire pourquoi.",
        '{exigence: "8.1", statut: sans_objet, date: 2021-09-14}',
        '{exigence: "8.1", statut: sans_objet, date: 2021-09-14, motif: Pas de serveur vocal local}',
        sans_objet_sans_motif,
    ),
    Regle(
        "EVA002",
        Gravite.INFORMATION,
        "Évaluation future",
        "Une évaluation datée après le contrôle, ou d'une date qui n'est pas finie, n'est pas encore comptée.",
        "date: 2031-01-15",
        "date: 2021-01-15",
        evaluations_futures,
    ),
    Regle(
        "EVA003",
        Gravite.AVERTISSEMENT,
        "Engagement évalué d'un bloc",
        "Les exigences de cet engagement sont connues : c'est sur elles que portent les taux.",
        '{exigence: "2", statut: realise, date: 2021-09-14}',
        '{exigence: "2.1", statut: realise, date: 2021-09-14}',
        evaluations_en_bloc,
    ),
    Regle(
        "EVA004",
        Gravite.ERREUR,
        "Exigence d'un autre engagement",
        "Un fichier d'auto-évaluation ne contient que les exigences de son engagement.",
        'engagement: "2"\nevaluations: [{exigence: "3.1", …}]',
        'engagement: "2"\nevaluations: [{exigence: "2.1", …}]',
        exigences_etrangeres,
    ),
    Regle(
        "EVA005",
        Gravite.ERREUR,
        "Nom de fichier trompeur",
        "Le fichier porte le numéro d'un autre engagement que le sien.",
        'engagements/qual-e-pref/03.yaml\nengagement: "2"',
        'engagements/qual-e-pref/02.yaml\nengagement: "2"',
        noms_trompeurs,
    ),
    Regle(
        "EVA006",
        Gravite.ERREUR,
        "Engagement en double",
        "Deux fichiers évaluent le même engagement du même référentiel.",
        "engagements/qual-e-pref/2.yaml et engagements/qual-e-pref/02.yaml",
        "engagements/qual-e-pref/02.yaml",
        engagements_en_double,
    ),
    Regle(
        "EVA007",
        Gravite.AVERTISSEMENT,
        "Site ou service hors du module",
        "L'évaluation vise un site où le module n'est pas choisi, ou un service qu'il ne concerne pas.",
        "site: roanne   (M2 n'est choisi qu'à saint-etienne)",
        "site: saint-etienne",
        cibles_hors_module,
    ),
    Regle(
        "EVA008",
        Gravite.AVERTISSEMENT,
        "Évaluations contradictoires",
        "Deux lignes donnent à la même exigence, au même endroit et à la même date, deux statuts différents.",
        '{exigence: "2.1", statut: partiel, date: 2021-09-14}\n{exigence: "2.1", statut: realise, date: 2021-09-14}',
        '{exigence: "2.1", statut: realise, date: 2021-09-14}',
        evaluations_contradictoires,
    ),
    Regle(
        "EVA009",
        Gravite.INFORMATION,
        "Module hors du périmètre",
        "L'engagement évalué est d'un module que le périmètre ne cite pas.",
        "modules: {M1: …}   (et engagements/qual-e-pref/21.yaml, du module M2)",
        "modules: {M1: …, M2: …}",
        modules_hors_perimetre,
    ),
    Regle(
        "EVA010",
        Gravite.AVERTISSEMENT,
        "Service cité sans effet",
        "Une évaluation cite un service alors que le référentiel n'évalue pas cette exigence service par service.",
        '{exigence: "1.1", statut: realise, date: 2021-09-14, service: cert}',
        '{exigence: "1.1", statut: realise, date: 2021-09-14}',
        services_superflus,
    ),
    Regle(
        "EVA011",
        Gravite.ERREUR,
        "Deux pilotes pour un site",
        "« pilotes » nomme deux fois le même site : seul le premier service y porterait l'engagement.",
        "pilotes: [{site: roanne, service: accueil}, {site: roanne, service: cert}]",
        "pilotes: [{site: roanne, service: accueil}]",
        pilotes_en_double,
    ),
)
