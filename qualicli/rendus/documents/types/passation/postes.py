"""La passation : qui tient quoi, depuis quand, et ce qui n'est tenu par personne."""

from collections.abc import Iterator
from datetime import date

from qualicli import francais
from qualicli.modeles.acteur import Acteur
from qualicli.modeles.organisation import Role
from qualicli.modeles.temps.dates import DateImprecise
from qualicli.rendus.documents.socle.contexte import ContexteDocument
from qualicli.rendus.documents.socle.referent import dire_vacance
from qualicli.rendus.documents.socle.vue import TableauTexte


def roles(contexte: ContexteDocument) -> dict[str, Role]:
    """Les rôles de l'annuaire."""
    annuaire = contexte.dossier.annuaire
    return dict(annuaire.roles) if annuaire else {}


def est_vacant(role: Role, au: date) -> bool:
    """Vrai d'un rôle que personne ne tient ; celui dont le premier titulaire n'est pas encore venu n'existe pas encore."""
    return not role.titulaires or any(v.fin is None for v in role.vacances(au))


def tableau_postes(contexte: ContexteDocument) -> TableauTexte:
    """Chaque rôle, qui le tient, depuis quand, et sa lettre de mission ; sans nom dans un document anonyme."""
    noms = contexte.noms()
    lignes = []
    for identifiant, role in roles(contexte).items():
        tenu = role.titulaire(contexte.au)
        if tenu is None and not est_vacant(role, contexte.au):
            continue
        qui = (noms.nom(Acteur(id=identifiant)) or "Pourvu") if tenu else "Vacant"
        depuis = tenu.du.en_debut() if tenu else dire_vacance(role, contexte.au).removeprefix("depuis ")
        lignes.append((role.intitule, qui, francais.majuscule(depuis), _lettre(contexte, role)))
    return TableauTexte(("Poste", "Tenu par", "Depuis", "Lettre de mission"), tuple(lignes)).sans_vides()


def _lettre(contexte: ContexteDocument, role: Role) -> str:
    """La lettre de mission, si elle est déjà signée à la date."""
    lettre = contexte.document(role.lettre_mission or "")
    return lettre.intitule if lettre and lettre.date and lettre.date.est_acquise(contexte.au) else ""


def vacances(contexte: ContexteDocument) -> tuple[str, ...]:
    """Les temps où un poste est resté sans titulaire : « poste de référent qualité, resté vacant de… à… »."""
    return tuple(_vacances(contexte))


def _vacances(contexte: ContexteDocument) -> Iterator[str]:
    for role in roles(contexte).values():
        for vacance in role.vacances(contexte.au):
            motif = f" ({francais.minuscule(vacance.motif)})" if vacance.motif else ""
            quand = f"vacant depuis {vacance.depuis}"
            if vacance.fin is not None:
                quand = f"resté vacant {DateImprecise.entre(vacance.debut, vacance.fin).en_complement()}"
            yield f"poste {francais.de(francais.minuscule(role.intitule))}, {quand}{motif}"


def tableau_instances(contexte: ContexteDocument) -> TableauTexte:
    """Chaque instance, qui la préside, sa dernière réunion et la prochaine."""
    noms, lignes = contexte.noms(), []
    for identifiant, instance in contexte.dossier.instances.items():
        siennes = sorted(r.date for r in contexte.dossier.reunions.values() if r.instance == identifiant)
        tenues = [d for d in siennes if d.est_acquise(contexte.au)]
        prevues = [d for d in siennes if not d.est_acquise(contexte.au)]
        derniere = tenues[-1].en_clair() if tenues else "aucune"
        prochaine = prevues[0].en_clair() if prevues else "à fixer" if instance.permanent else ""
        lignes.append((instance.nom, noms.fonction(instance.president), derniere, prochaine))
    return TableauTexte(("Instance", "Présidence", "Dernière réunion", "Prochaine"), tuple(lignes)).sans_vides()


def tableau_services(contexte: ContexteDocument) -> TableauTexte:
    """Chaque service, et son correspondant qualité ; une unité suit son service quand elle n'en a pas."""
    noms, services = contexte.noms(), contexte.dossier.services
    pourvus = {s.partie_de or nom for nom, s in services.items() if s.correspondants}
    lignes = tuple(
        (s.nom, francais.majuscule(francais.liste(_nommer(contexte, c) for c in s.correspondants)) or "À désigner")
        for nom, s in services.items()
        if s.correspondants or (s.partie_de is None and nom not in pourvus)
    )
    return TableauTexte(("Service", "Correspondant qualité"), lignes) if noms and lignes else TableauTexte((), ())


def _nommer(contexte: ContexteDocument, acteur: Acteur) -> str:
    noms = contexte.noms()
    return noms.nom(acteur) or francais.minuscule(noms.fonction(acteur))
