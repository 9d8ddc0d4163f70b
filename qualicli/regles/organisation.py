"""ORG : chaque service a ses correspondants et ses modules, chaque rôle son titulaire, le COPIL son président."""

from collections.abc import Iterator
from datetime import date

from qualicli import francais
from qualicli.modeles.anomalie import Faute, Gravite
from qualicli.modeles.choix import comptes_par_site
from qualicli.modeles.organisation import Role, Service
from qualicli.regles.contexte import Contexte, Regle
from qualicli.regles.listes import en_boucle


def _lignee(contexte: Contexte, nom: str) -> list[str]:
    """Le service et ceux dont il fait partie, du plus petit au plus grand ; s'arrête si la chaîne revient sur elle-même."""
    chaine: list[str] = []
    courant: str | None = nom
    while courant is not None and courant in contexte.dossier.services and courant not in chaine:
        chaine.append(courant)
        courant = contexte.dossier.services[courant].partie_de
    return chaine


def _services(contexte: Contexte) -> Iterator[tuple[str, Service]]:
    """Les services du périmètre ; une unité suit le service dont elle fait partie."""
    return ((nom, s) for nom, s in contexte.dossier.services.items() if s.partie_de is None)


def _couverts(contexte: Contexte, cle: str) -> set[str]:
    """Les services dont la liste de ce nom est remplie, par eux-mêmes ou par l'une de leurs unités."""
    remplis = (nom for nom, service in contexte.dossier.services.items() if getattr(service, cle))
    return {parent for nom in remplis for parent in _lignee(contexte, nom)}


def services_sans_correspondant(contexte: Contexte) -> Iterator[Faute]:
    """Un service a un correspondant qualité, lui-même ou dans l'une de ses unités."""
    couverts = _couverts(contexte, "correspondants")
    for nom, service in _services(contexte):
        if nom not in couverts:
            message = f"Le service « {service.nom} » n'a pas de correspondant qualité."
            yield Faute("services.yaml", ("services", nom), message, "Désignez-le sous « correspondants ».")


def services_sans_module(contexte: Contexte) -> Iterator[Faute]:
    """Un service est concerné par au moins un module compté à la date."""
    demarche = contexte.dossier.demarche
    comptes = [
        (code, site, choix.retenu)
        for perimetre in demarche.perimetre
        for code in perimetre.modules
        for site, choix in comptes_par_site(demarche, perimetre, code, contexte.au).items()
    ]
    for nom, service in _services(contexte):
        concerne = any(
            service.participe(site, code) and (not choix.services or nom in choix.services)
            for code, site, choix in comptes
        )
        if comptes and not concerne:
            mot = contexte.dossier.mots.module
            message = f"Le service « {service.nom} » n'est concerné par {francais.aucun(mot)}."
            yield Faute(
                "services.yaml",
                ("services", nom),
                message,
                f"Ajoutez-le à {francais.un(mot)}, ou retirez-le du périmètre.",
            )


def services_ecartes(contexte: Contexte) -> Iterator[Faute]:
    """Un module qui engage tous les services n'en écarte aucun."""
    dossier = contexte.dossier
    for perimetre in dossier.demarche.perimetre:
        referentiel = dossier.referentiels.get(perimetre.referentiel)
        for module in referentiel.modules if referentiel else ():
            if module.portee != "tous_services":
                continue
            if not comptes_par_site(dossier.demarche, perimetre, module.code, contexte.au):
                continue
            for nom, service in _services(contexte):
                if service.modules and module.code not in service.modules:
                    tete = contexte.designer("module", perimetre.referentiel, module.code)
                    message = f"{tete} engage tous les services : « {service.nom} » ne le cite pas."
                    conseil = f"Ajoutez {module.code} à sa liste, ou retirez la liste."
                    yield Faute("services.yaml", ("services", nom, "modules"), message, conseil)


def services_jamais_evalues(contexte: Contexte) -> Iterator[Faute]:
    """Un module qui engage tous les services les évalue tous, une fois qu'il a commencé à l'être."""
    dossier = contexte.dossier
    for perimetre in dossier.demarche.perimetre:
        referentiel = dossier.referentiels.get(perimetre.referentiel)
        for module in referentiel.modules if referentiel else ():
            if module.portee != "tous_services":
                continue
            comptes = comptes_par_site(dossier.demarche, perimetre, module.code, contexte.au)
            evalues = _evalues(contexte, perimetre.referentiel, {e.code for e in module.engagements})
            for nom, service in _services(contexte) if evalues else ():
                concerne = any(
                    service.participe(site, module.code) and (not c.retenu.services or nom in c.retenu.services)
                    for site, c in comptes.items()
                )
                if concerne and nom not in evalues:
                    tete = contexte.designer("module", perimetre.referentiel, module.code)
                    message = f"{tete} engage tous les services : « {service.nom} » n'y a jamais été évalué."
                    conseil = "Évaluez-le (« qualicli evaluer »), ou confiez-lui un engagement (« qualicli piloter »)."
                    yield Faute("services.yaml", ("services", nom), message, conseil)


def _evalues(contexte: Contexte, referentiel: str, engagements: set[str]) -> set[str]:
    """Les services évalués dans ces engagements, par une ligne à leur nom ou comme pilotes ; et ceux dont ils sont l'unité."""
    nommes: set[str] = set()
    for suivi in contexte.dossier.engagements.values():
        if suivi.referentiel != referentiel or suivi.engagement not in engagements:
            continue
        for evaluation in suivi.evaluations:
            if evaluation.date.est_acquise(contexte.au):
                pilotes = {suivi.pilote, *(p.service for p in suivi.pilotes)}
                nommes |= {n for n in ({evaluation.service} if evaluation.service else pilotes) if n}
    return {parent for nom in nommes for parent in _lignee(contexte, nom)}


def services_en_boucle(contexte: Contexte) -> Iterator[Faute]:
    """Un service ne fait pas partie de lui-même, fût-ce à travers d'autres."""
    boucle = en_boucle({nom: s.partie_de for nom, s in contexte.dossier.services.items() if s.partie_de is not None})
    for nom in sorted(boucle):
        message = f"Le service « {nom} » finit par faire partie de lui-même."
        yield Faute("services.yaml", ("services", nom, "partie_de"), message, "Corrigez le rattachement.")


def services_sans_outil(contexte: Contexte) -> Iterator[Faute]:
    """Dès que des services citent leurs outils de suivi, chacun en a un."""
    couverts = _couverts(contexte, "outils")
    for nom, service in _services(contexte) if couverts else ():
        if nom not in couverts:
            message = f"Le service « {service.nom} » n'a pas d'outil de suivi."
            yield Faute("services.yaml", ("services", nom), message, "Citez son tableau de suivi sous « outils ».")


def _roles(contexte: Contexte) -> Iterator[tuple[str, Role]]:
    return iter(contexte.dossier.annuaire.roles.items() if contexte.dossier.annuaire else ())


def referents_sans_lettre(contexte: Contexte) -> Iterator[Faute]:
    """Le référent qualité en poste a une lettre de mission."""
    for nom, role in _roles(contexte):
        est_referent = nom.startswith("referent") and "qualite" in nom
        if est_referent and role.lettre_mission is None and role.titulaire(contexte.au) is not None:
            message = f"Le rôle « {role.intitule} » n'a pas de lettre de mission."
            conseil = "Déposez-la dans preuves/ et citez-la : « lettre_mission: … »."
            yield Faute("annuaire.yaml", ("roles", nom), message, conseil)


def roles_vacants(contexte: Contexte) -> Iterator[Faute]:
    """Un rôle a un titulaire à la date ; sinon, la vacance est datée."""
    for nom, role in _roles(contexte):
        texte = _vacance(role, contexte.au)
        if texte:
            conseil = "Ajoutez le titulaire suivant dès qu'il est désigné."
            yield Faute("annuaire.yaml", ("roles", nom), f"Le rôle « {role.intitule} » est {texte}.", conseil)


def _vacance(role: Role, au: date) -> str:
    if not role.titulaires:
        return "sans titulaire"
    vacance = next((v for v in role.vacances(au) if v.fin is None), None)
    if vacance is None:
        return ""  # tenu, ou pas encore créé
    suivants = [t.du for t in role.titulaires if t.du.debut > au]
    fin = f", et pourvu {min(suivants).en_complement()}" if suivants else ""
    return f"vacant depuis {vacance.depuis}{fin}"


def mandats_inverses(contexte: Contexte) -> Iterator[Faute]:
    """Un titulaire ne quitte pas son rôle avant de l'avoir pris."""
    for nom, role in _roles(contexte):
        for rang, titulaire in enumerate(role.titulaires):
            if titulaire.jusqu_au is not None and titulaire.jusqu_au.precede(titulaire.du):
                chemin = ("roles", nom, "titulaires", rang, "jusqu_au")
                fin, debut = titulaire.jusqu_au.en_clair(), titulaire.du.en_clair()
                message = f"Ce titulaire quitte le rôle ({fin}) avant de le prendre ({debut})."
                yield Faute("annuaire.yaml", chemin, message, "Corrigez l'une des deux dates.")


def copil_incomplets(contexte: Contexte) -> Iterator[Faute]:
    """Un comité de pilotage a un président et des membres."""
    for nom, instance in contexte.dossier.instances.items():
        if instance.type == "copil":
            manques = [
                m
                for m, absent in (("président", instance.president is None), ("membre", not instance.membres))
                if absent
            ]
            if manques:
                message = f"Le comité de pilotage « {instance.nom} » n'a pas de {francais.liste(manques, 'ni de')}."
                conseil = "Citez-les par leur rôle ou leur fonction, sous « president » et « membres »."
                yield Faute("instances.yaml", ("instances", nom), message, conseil)


REGLES = (
    Regle(
        "ORG001",
        Gravite.AVERTISSEMENT,
        "Service sans correspondant qualité",
        "Chaque service du périmètre désigne un correspondant, directement ou dans l'une de ses unités (« partie_de »).",
        "cert: {nom: CERT}",
        "cert: {nom: CERT, correspondants: [Cheffe du CERT]}",
        services_sans_correspondant,
    ),
    Regle(
        "ORG002",
        Gravite.AVERTISSEMENT,
        "Service concerné par aucun module",
        "Les sites et les modules d'un service ne rencontrent aucun module compté à la date.",
        "cert: {nom: CERT, modules: [M7]}   (M7 n'est pas retenu)",
        "cert: {nom: CERT, modules: [M1, M2]}",
        services_sans_module,
    ),
    Regle(
        "ORG003",
        Gravite.AVERTISSEMENT,
        "Service écarté d'un module commun à tous",
        "Le référentiel étend ce module à tous les services ; celui-ci a une liste de modules qui l'oublie.",
        "cert: {nom: CERT, modules: [M2]}",
        "cert: {nom: CERT, modules: [M1, M2]}",
        services_ecartes,
    ),
    Regle(
        "ORG004",
        Gravite.AVERTISSEMENT,
        "Référent qualité sans lettre de mission",
        "Le rôle « referent-qualite » de l'annuaire cite la lettre de mission de celui qui le tient.",
        "referent-qualite: {intitule: Référente qualité, titulaires: […]}",
        "referent-qualite: {intitule: Référente qualité, lettre_mission: lettre-mission-2021, titulaires: […]}",
        referents_sans_lettre,
    ),
    Regle(
        "ORG005",
        Gravite.AVERTISSEMENT,
        "Rôle vacant",
        "Personne ne tient ce rôle à la date du contrôle.",
        "titulaires: [{personne: a-martin, du: 2018-01, jusqu_au: 2019-08}]",
        "titulaires: [{personne: a-martin, du: 2018-01, jusqu_au: 2019-08}, {personne: b-petit, du: 2019-09}]",
        roles_vacants,
    ),
    Regle(
        "ORG006",
        Gravite.ERREUR,
        "Comité de pilotage sans président ou sans membre",
        "Une instance de type « copil » nomme son président et ses membres, par leur fonction ou leur rôle.",
        "copil: {nom: COPIL qualité, type: copil}",
        "copil: {nom: COPIL qualité, type: copil, president: Secrétaire général, membres: [Chefs de service]}",
        copil_incomplets,
    ),
    Regle(
        "ORG007",
        Gravite.ERREUR,
        "Service rattaché à lui-même",
        "La chaîne des « partie_de » revient à son point de départ.",
        "cert: {nom: CERT, partie_de: cert}",
        "cert: {nom: CERT, partie_de: direction-citoyennete}",
        services_en_boucle,
    ),
    Regle(
        "ORG008",
        Gravite.ERREUR,
        "Mandat inversé",
        "Un titulaire quitte son rôle avant de l'avoir pris.",
        "{personne: a-martin, du: 2021-09, jusqu_au: 2020-09}",
        "{personne: a-martin, du: 2020-09, jusqu_au: 2021-09}",
        mandats_inverses,
    ),
    Regle(
        "ORG009",
        Gravite.INFORMATION,
        "Service sans outil de suivi",
        "Des services citent leurs outils de suivi (« outils ») ; celui-ci n'en a pas, ni lui ni ses unités.",
        "cert: {nom: CERT, correspondants: [Cheffe du CERT]}",
        "cert: {nom: CERT, correspondants: [Cheffe du CERT], outils: [suivi-titres]}",
        services_sans_outil,
    ),
    Regle(
        "ORG010",
        Gravite.AVERTISSEMENT,
        "Service jamais évalué",
        "Un module engage tous les services, et des évaluations y ont été faites ; aucune ne dit ce service, qui n'y pilote "
        "aucun engagement évalué, ni lui ni ses unités.",
        "cert: {nom: CERT}   (aucune évaluation « service: cert »)",
        'evaluations:\n  - {exigence: "1.2", service: cert, statut: partiel, date: 2021-09-14}',
        services_jamais_evalues,
    ),
)
