"""La lettre de mission du référent qualité : ce qu'on lui confie, pour combien de temps, avec quels moyens."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from qualicli import francais
from qualicli.modeles.acteur import Acteur
from qualicli.modeles.demarche import Renfort
from qualicli.modeles.documents import Preuve
from qualicli.modeles.temps.dates import DateImprecise
from qualicli.rendus.documents.socle import perimetre
from qualicli.rendus.documents.socle.contexte import ContexteDocument
from qualicli.rendus.documents.socle.instances import groupes_permanents, president_du_copil, trouver_instance
from qualicli.rendus.documents.socle.referent import Referent, dire_vacance, trouver_referent
from qualicli.rendus.documents.socle.vue import Vue


@dataclass(frozen=True, slots=True)
class FormationExigee:
    """La formation que le rôle exige : son nom, qui l'organise, et quand elle a été suivie."""

    intitule: str
    organisateur: str
    suivie: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LettreMission(Vue):
    """La lettre, telle que le mandant l'adresse au titulaire du rôle."""

    destinataire: str
    appel: str
    prise_d_effet: str
    terme: str
    referentiels: tuple[str, ...]
    modules: str
    sites: tuple[str, ...]
    service_porteur: str
    missions: tuple[str, ...]
    comite: str
    preside: bool
    correspondants: str
    groupes: tuple[str, ...]
    renforts: tuple[str, ...]
    boite: str
    formation: FormationExigee | None


def composer(contexte: ContexteDocument) -> LettreMission:
    """Met en mots la lettre de celui qui tient le rôle à la date ; elle porte la date de sa fiche, si c'est bien la sienne."""
    referent = trouver_referent(contexte)
    lettre, depuis = _la_sienne(contexte, referent), _titularisation(contexte, referent)
    signee = (lettre.date if lettre else None) or DateImprecise.lire(contexte.au.isoformat())
    effet = max(signee, depuis, key=lambda d: d.debut) if depuis else signee
    quand = min(signee.fin, contexte.au)
    alors = replace(contexte, au=quand)  # la lettre parle de la démarche telle qu'elle est quand on la signe
    noms, demarche = contexte.noms(), contexte.dossier.demarche
    mandant = (referent.lettre.valide_par if referent.lettre else None) or president_du_copil(alors)
    nom = noms.nom(referent.acteur)
    # Une démarche plus jeune que la lettre s'y dit telle qu'elle est aujourd'hui.
    cadre = alors if perimetre.referentiels(alors) else contexte
    copil = trouver_instance(alors, "copil")
    fonction, feminin = noms.fonction(referent.acteur), noms.est_feminin(referent.acteur)
    preside = copil.president if copil else None
    dotes = sum(bool(s.correspondants) for s in contexte.dossier.services.values())
    return LettreMission(
        **(alors.tete() | ({} if signee.est_exacte else {"lieu": ""})),
        titre=f"Lettre de mission {francais.du(fonction, feminin)}",
        destinataire=f"de {nom}" if nom else francais.du(fonction, feminin),
        appel=_appel(contexte, referent.acteur),
        prise_d_effet=effet.apres_de(),
        terme=_terme(lettre),
        referentiels=perimetre.referentiels(cadre),
        modules=perimetre.nommer_modules(cadre),
        sites=tuple(francais.le(contexte.site(s)) for s in perimetre.sites_du_perimetre(cadre)),
        service_porteur=demarche.organisme.service_porteur or "",
        missions=tuple(map(francais.minuscule, referent.missions)),
        comite=francais.au(copil.nom) if copil else "",
        preside=bool(preside and mandant and alors.noms().cle(preside) == alors.noms().cle(mandant)),
        correspondants=_correspondants(dotes),
        groupes=tuple(map(francais.minuscule, (g.nom for g in groupes_permanents(alors)))),
        renforts=tuple(_renfort(r) for r in demarche.renforts if _est_connu(r, quand, contexte.au)),
        boite="" if noms.anonyme else demarche.organisme.courriel or "",
        formation=_formation(alors, referent),
        signature=alors.signature(qui=mandant),
    )


def manques(contexte: ContexteDocument) -> Iterator[str]:
    """Ce qui rendrait la lettre complète."""
    referent = trouver_referent(contexte)
    if not referent.missions:
        yield "les missions du référent qualité (« roles » d'annuaire.yaml)"
    vacance = dire_vacance(referent.role, contexte.au)
    if vacance or referent.role is None or not referent.role.titulaires:
        yield f"le titulaire du rôle{f', vacant {vacance}' if vacance else ''} (« titulaires » d'annuaire.yaml)"
    if referent.lettre is None:
        yield "la fiche de la lettre, qui donne sa date et sa durée (preuves/, citée par « lettre_mission » du rôle)"
    elif _la_sienne(contexte, referent) is None:
        yield f"une lettre pour la date demandée : « {referent.lettre.intitule} » vaut pour une autre période (preuves/)"
    if referent.role is not None and referent.role.formation_exigee is None:
        yield "la formation qu'exige le rôle (« formation_exigee » d'annuaire.yaml)"
    if not contexte.dossier.demarche.organisme.service_porteur:
        yield "le service qui porte la démarche (« service_porteur » de qualicli.yaml)"


def _titularisation(contexte: ContexteDocument, referent: Referent) -> DateImprecise | None:
    """Depuis quand le titulaire à la date du document tient le rôle."""
    titulaires = referent.role.titulaires if referent.role else ()
    return next((t.du for t in titulaires if t.est_en_poste(contexte.au)), None)


def _la_sienne(contexte: ContexteDocument, referent: Referent) -> Preuve | None:
    """La fiche de la lettre, quand elle vaut à la date et n'est pas celle d'un prédécesseur."""
    lettre, au = referent.lettre, contexte.au
    if lettre is None or lettre.date is None or lettre.date.debut > au or lettre.est_caduc(au):
        return None
    titulaires = referent.role.titulaires if referent.role else ()
    departs = (
        t.jusqu_au.fin for t in titulaires if t.jusqu_au is not None and not t.est_en_poste(au) and t.du.debut <= au
    )
    return None if any(lettre.date.fin <= depart for depart in departs) else lettre


def _terme(lettre: Preuve | None) -> str:
    if lettre is None:
        return ""
    return f"jusqu'{lettre.fin_validite.en_terme()}" if lettre.fin_validite else "sans limite de durée"


def _appel(contexte: ContexteDocument, acteur: Acteur) -> str:
    personne = contexte.noms().personne(acteur)
    civilite = personne.civilite if personne else None
    return {"Mme": "Madame", "M.": "Monsieur"}.get(civilite or "", "Madame, Monsieur")


def _correspondants(dotes: int) -> str:
    """« les correspondants qualité désignés dans huit services », « le correspondant qualité désigné dans un service »."""
    if dotes == 1:
        return "le correspondant qualité désigné dans un service"
    return f"les correspondants qualité désignés dans {francais.en_lettres(dotes)} services" if dotes else ""


def _est_connu(renfort: Renfort, quand: date, au: date) -> bool:
    """Vrai quand un renfort est en place ou attendu ; une lettre ancienne n'annonce pas celui qui viendra bien après elle."""
    if quand < au:
        return renfort.periode is not None and renfort.periode.debut <= quand <= renfort.periode.fin
    return renfort.periode is None or not renfort.periode.est_depassee(quand)


def _renfort(renfort: Renfort) -> str:
    periode = f", {renfort.periode.en_complement()}" if renfort.periode else ""
    mission = f", pour {francais.minuscule(renfort.mission)}" if renfort.mission else ""
    return f"{francais.minuscule(renfort.intitule)}{periode}{mission}"


def _formation(contexte: ContexteDocument, referent: Referent) -> FormationExigee | None:
    exigee = referent.role.formation_exigee if referent.role else None
    formation = contexte.dossier.formations.get(exigee or "")
    if formation is None:
        return None
    tenues = [s.realisee for s in formation.sessions if s.realisee is not None and s.realisee.est_acquise(contexte.au)]
    organisateur = francais.le(formation.organisateur) if formation.organisateur else ""
    return FormationExigee(formation.intitule, organisateur, max(tenues).en_complement() if tenues else "")
