"""Les signes du pilotage : qui anime, qui décide, ce que l'on a retenu, ce que l'on en dit."""

from collections.abc import Iterator

from qualicli import francais
from qualicli.diagnostic.parcours.resultat import GesteConseille, SigneLu, Situation
from qualicli.diagnostic.preuves import defaut
from qualicli.diagnostic.referent import role_du_referent
from qualicli.modeles.documents import Preuve
from qualicli.modeles.organisation import Instance
from qualicli.modeles.reunion import Reunion

_LETTRE = ("rapport", "lettre-mission", "-o", "lettre-mission.odt")


def referent(situation: Situation) -> SigneLu:
    """Le rôle de référent est tenu, et il a sa lettre de mission."""
    dossier, au = situation.dossier, situation.au
    nom = role_du_referent(dossier)
    if nom is None or dossier.annuaire is None:
        geste = GesteConseille("Désignez un référent qualité : un rôle et son titulaire, dans annuaire.yaml.", _LETTRE)
        return SigneLu("a_faire", "aucun rôle de référent qualité", "annuaire.yaml", (), geste)
    role, chemin = dossier.annuaire.roles[nom], ("roles", nom)
    tenu = role.titulaire(au)
    if tenu is None:
        vacance = next((v for v in role.vacances(au) if v.fin is None), None)
        depuis = f"vacant depuis {vacance.depuis}" if vacance else "sans titulaire"
        geste = GesteConseille(f"Pourvoyez le poste « {role.intitule} », {depuis}.", _LETTRE)
        return SigneLu("en_cours" if vacance else "a_faire", f"poste {depuis}", "annuaire.yaml", chemin, geste)
    texte = f"poste tenu depuis {tenu.du.en_debut()}"
    lettre = dossier.preuves.get(role.lettre_mission or "")
    if lettre is None or lettre.date is None or not lettre.date.est_acquise(au):
        geste = GesteConseille(f"Faites signer la lettre de mission du poste « {role.intitule} ».", _LETTRE)
        return SigneLu("en_cours", f"{texte}, sans lettre de mission", "annuaire.yaml", chemin, geste)
    return SigneLu("faite", f"{texte}, lettre de mission {lettre.date.apres_de()}", "annuaire.yaml", chemin)


def copil(situation: Situation) -> SigneLu:
    """Le comité de pilotage s'est réuni."""
    return _reunie(situation, "copil")


def clu(situation: Situation) -> SigneLu:
    """Le comité d'usagers s'est réuni."""
    return _reunie(situation, "clu")


def _reunie(situation: Situation, genre: str) -> SigneLu:
    nom = situation.dossier.dire(genre)
    e = francais.e(nom)
    instances = {i: inst for i, inst in situation.dossier.instances.items() if inst.type == genre}
    if not instances:
        geste = GesteConseille(
            f"Décrivez {francais.le(nom)} dans instances.yaml (« type: {genre} »), puis contrôlez.", ("valider",)
        )
        return SigneLu("a_faire", francais.aucun(nom), "instances.yaml", (), geste)
    reunions = sorted(_reunions(situation, instances), key=lambda r: (r.date, r.id))
    tenues = [r for r in reunions if r.est_tenue(situation.au)]
    if tenues:
        return SigneLu("faite", f"réuni{e} {tenues[-1].date.en_complement()}", tenues[-1].fichier, ("date",))
    identifiant = next(iter(instances))
    prevue = f", prévu{e} {reunions[0].date.en_complement()}" if reunions else ""
    geste = GesteConseille(f"Réunissez {francais.le(nom)}{prevue} : voici sa convocation.", convocation(identifiant))
    return SigneLu("en_cours", f"jamais réuni{e}{prevue}", "instances.yaml", ("instances", identifiant), geste)


def _reunions(situation: Situation, instances: dict[str, Instance]) -> Iterator[Reunion]:
    return (r for r in situation.dossier.reunions.values() if r.instance in instances)


def convocation(instance: str) -> tuple[str, ...]:
    """La commande qui écrit la convocation d'une instance."""
    return ("rapport", "convocation", "--instance", instance, "-o", "convocation.odt")


def perimetre(situation: Situation) -> SigneLu:
    """Les modules sont retenus, et aucun n'attend de décision."""
    demarche, referentiel = situation.dossier.demarche, situation.resultat.referentiel
    rang, choisi = next((r, p) for r, p in enumerate(demarche.perimetre) if p.referentiel == referentiel.id)
    chemin = ("perimetre", rang, "modules")
    comptes = [c for c, choix in choisi.modules.items() if any(un.est_compte(situation.au) for un in choix)]
    envisages = [c for c, choix in choisi.modules.items() if any(un.statut == "envisage" for un in choix)]
    mot = referentiel.mots.module
    modules = francais.accorder(len(comptes), mot)
    texte = (
        f"{len(comptes)} {modules} {francais.accorder(len(comptes), f'retenu{francais.e(mot)}')}"
        if comptes
        else f"{francais.aucun(mot)} retenu{francais.e(mot)}"
    )
    if comptes and not envisages:
        return SigneLu("faite", f"{texte} ({', '.join(comptes)})", demarche.fichier, chemin)
    commande = ("rapport", "point-etape", "-o", "point-etape.odt")
    if envisages:
        geste = GesteConseille(f"Faites trancher ce qui n'est qu'envisagé ({', '.join(envisages)}).", commande)
        texte = f"{texte}, {', '.join(envisages)} à décider"
        return SigneLu("en_cours" if comptes else "a_faire", texte, demarche.fichier, chemin, geste)
    geste = GesteConseille(
        f"Arrêtez la liste des {francais.mettre_au_pluriel(mot)} et des sites, dans qualicli.yaml.", ("valider",)
    )
    return SigneLu("a_faire", texte, demarche.fichier, chemin, geste)


def plan_communication(situation: Situation) -> SigneLu:
    """Le plan de communication est dans la base documentaire."""
    dossier, au, inventaire = situation.dossier, situation.au, situation.diagnostic.inventaire
    plans = [p for p in dossier.preuves.values() if _est_plan_communication(p)]
    valides = [p for p in plans if defaut(p, au, inventaire) is None]
    if valides:
        return SigneLu("faite", f"« {valides[0].intitule} »", valides[0].fichier)
    commande = ("rapport", "politique", "-o", "politique.odt")
    if plans:
        geste = GesteConseille(f"Validez, datez ou renouvelez « {plans[0].intitule} ».", ("ecarts",))
        return SigneLu("en_cours", f"« {plans[0].intitule} » n'est pas en vigueur", plans[0].fichier, (), geste)
    geste = GesteConseille(
        "Déposez le plan de communication dans preuves/ (« type: plan ») ; la politique qualité l'ouvre.", commande
    )
    diffusees = sorted((c.date, c.id, c) for c in dossier.communications.values() if c.date.est_acquise(au))
    if diffusees:
        combien = francais.pluriel(len(diffusees), "information diffusée", "informations diffusées")
        return SigneLu("en_cours", f"{combien}, sans plan", diffusees[-1][2].fichier, (), geste)
    return SigneLu("a_faire", "aucun plan, aucune information diffusée", "preuves", (), geste)


def _est_plan_communication(preuve: Preuve) -> bool:
    """Vrai d'un plan de communication de la démarche : celui qui prouve un engagement (la crise) sert à autre chose."""
    return preuve.type == "plan" and not preuve.couvre and "communication" in preuve.intitule.lower()


def groupes_travail(situation: Situation) -> SigneLu:
    """Il y a au moins un groupe de travail."""
    groupes = {n: i for n, i in situation.dossier.instances.items() if i.type == "groupe_travail"}
    if groupes:
        texte = francais.pluriel(len(groupes), "groupe de travail", "groupes de travail")
        return SigneLu("faite", texte, "instances.yaml", ("instances", next(iter(groupes))))
    geste = GesteConseille(
        "Constituez un groupe par thème dans instances.yaml (« type: groupe_travail »).", ("valider",)
    )
    return SigneLu("a_faire", "aucun groupe de travail", "instances.yaml", (), geste)
