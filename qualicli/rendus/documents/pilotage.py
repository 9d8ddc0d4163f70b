"""Le pilotage en mots : le référent, les comités, les groupes de travail, les correspondants, le bilan, les audits."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from qualicli import francais
from qualicli.modeles.acteur import Acteur
from qualicli.modeles.documents import Preuve
from qualicli.modeles.organisation import Appui, Associe, Instance, Role, Service
from qualicli.modeles.temps.dates import DateImprecise
from qualicli.rendus.documents.contexte import Contexte
from qualicli.rendus.documents.vue import Tableau

AUDITS = {
    "blanc": "audit blanc",
    "labellisation": "audit initial de labellisation",
    "suivi": "audit de suivi",
    "renouvellement": "audit de renouvellement",
}


@dataclass(frozen=True, slots=True)
class Referent:
    """Qui anime la démarche : le rôle, et la fiche de sa lettre de mission."""

    acteur: Acteur
    role: Role | None
    lettre: Preuve | None

    @property
    def missions(self) -> tuple[str, ...]:
        """Ce que le rôle lui confie."""
        return self.role.missions if self.role else ()


def referent(contexte: Contexte) -> Referent:
    """Le référent qualité : le rôle qui suit la démarche, à défaut celui qui a une lettre de mission, ou ce nom."""
    annuaire, suivi = contexte.dossier.annuaire, contexte.dossier.demarche.suivi_par
    roles = annuaire.roles if annuaire else {}
    cites = [a.id for a in suivi if a.id in roles]
    tenus = [n for n, r in roles.items() if {t.personne for t in r.titulaires} & {a.id for a in suivi}]
    charges = [n for n, r in roles.items() if r.lettre_mission]
    nommes = [n for n, r in roles.items() if francais.sans_accent(r.intitule).lower().startswith("referent")]
    nom = next(iter((*cites, *charges, *tenus, *nommes)), None)
    if nom is None:
        return Referent(suivi[0] if suivi else Acteur(fonction="Référent qualité"), None, None)
    role = roles[nom]
    return Referent(Acteur(id=nom), role, contexte.dossier.preuves.get(role.lettre_mission or ""))


def vacance(role: Role | None, au: date) -> str:
    """Depuis quand un rôle n'a plus de titulaire : « depuis le 1er juillet 2021 » ; vide quand il est tenu."""
    if role is None or not role.titulaires or role.titulaire(au) is not None:
        return ""
    courante = next((v for v in role.vacances(au) if v.fin is None), None)
    return f"depuis le {francais.jour(courante.debut)}" if courante else "à ce jour"


@dataclass(frozen=True, slots=True)
class Comite:
    """Un comité : son nom précédé de son article, qui le préside, ses membres, ce qu'on en attend."""

    nom: str
    autorite: str
    membres: tuple[str, ...]
    role: tuple[str, ...]


def instance(contexte: Contexte, type_: str) -> Instance | None:
    """La première instance de ce type."""
    return next((i for i in contexte.dossier.instances.values() if i.type == type_), None)


def comite(contexte: Contexte) -> Comite | None:
    """Le comité de pilotage."""
    trouvee, noms = instance(contexte, "copil"), contexte.noms()
    if trouvee is None:
        return None
    autorite = noms.de(trouvee.president) if trouvee.president else ""
    return Comite(francais.le(trouvee.nom), autorite, tuple(map(noms.le, trouvee.membres)), _infinitifs(trouvee.role))


def _infinitifs(textes: Iterable[str]) -> tuple[str, ...]:
    return tuple(map(francais.minuscule, textes))


def groupes(contexte: Contexte) -> Tableau:
    """Les groupes de travail permanents : leur noyau, et ceux qui y sont associés sur une question."""
    lignes = [
        (
            francais.majuscule(groupe.nom.removeprefix("Groupe de travail ")),
            _fonctions(contexte, groupe.membres),
            francais.majuscule(" ; ".join(_associe(contexte, a) for a in groupe.associes)),
        )
        for groupe in _groupes(contexte)
    ]
    return Tableau(("Groupe de travail", "Noyau", "Associés"), tuple(lignes))


def _groupes(contexte: Contexte) -> list[Instance]:
    return [i for i in contexte.dossier.instances.values() if i.type == "groupe_travail" and i.permanent]


def noms_des_groupes(contexte: Contexte) -> tuple[str, ...]:
    """Les groupes de travail permanents, par leur nom."""
    return tuple(g.nom for g in _groupes(contexte))


def role_des_groupes(contexte: Contexte) -> tuple[str, ...]:
    """Ce qu'on attend des groupes de travail, sans redite."""
    return tuple(dict.fromkeys(r for groupe in _groupes(contexte) for r in _infinitifs(groupe.role)))


def rythme_des_groupes(contexte: Contexte) -> str:
    """Tous les combien les groupes se réunissent : « autant que de besoin », ou « tous les 3 mois »."""
    rythmes = {str(g.periodicite) for g in _groupes(contexte) if g.periodicite}
    if not rythmes:
        return "autant que de besoin"
    return f"au moins tous les {rythmes.pop()}" if len(rythmes) == 1 else "chacun à son rythme"


def _fonctions(contexte: Contexte, acteurs: Iterable[Acteur]) -> str:
    noms = contexte.noms()
    return _citer(francais.minuscule(noms.fonction(a)) for a in acteurs)


def _associe(contexte: Contexte, associe: Associe) -> str:
    fonction = francais.minuscule(contexte.noms().fonction(associe.qui))
    return f"{fonction}, sur {associe.sur}" if associe.sur else fonction


def campagnes(contexte: Contexte) -> tuple[str, ...]:
    """Les campagnes d'auto-évaluation commencées, dans l'ordre du temps."""
    commencees = (c for c in contexte.dossier.demarche.campagnes.values() if c.periode.debut <= contexte.au)
    return tuple(
        f"{francais.minuscule(c.intitule)}, {c.periode.en_complement()}"
        + (f", pour {francais.minuscule(c.objet)}" if c.objet else "")
        for c in sorted(commencees, key=lambda c: c.periode)
    )


def correspondants(contexte: Contexte) -> Tableau:
    """Les correspondants qualité et les appuis techniques de chaque service ; une cellule peut rester vide."""
    lignes = tuple(
        (s.nom, _citer(_nommer(contexte, c) for c in s.correspondants), _citer(_appui(contexte, a) for a in s.appuis))
        for s in contexte.dossier.services.values()
        if s.correspondants or s.appuis
    )
    return Tableau(("Service", "Correspondant qualité", "Appuis techniques"), lignes)


def _nommer(contexte: Contexte, acteur: Acteur) -> str:
    noms = contexte.noms()
    return noms.nom(acteur) or francais.minuscule(noms.fonction(acteur))


def _appui(contexte: Contexte, appui: Appui) -> str:
    """« Mme Rosemonde Lavande (Memobox) » ; le domaine n'est pas redit quand la fonction le nomme."""
    qui = _nommer(contexte, appui.qui)
    return f"{qui} ({appui.domaine})" if appui.domaine and appui.domaine.lower() not in qui.lower() else qui


def _citer(gens: Iterable[str]) -> str:
    return francais.majuscule(francais.liste(gens))


def sans_correspondant(contexte: Contexte) -> Iterator[Service]:
    """Les services où personne, ni dans le service ni dans une de ses unités, n'est correspondant."""
    tous = contexte.dossier.services
    pourvus = {s.partie_de or nom for nom, s in tous.items() if s.correspondants}
    yield from (s for nom, s in tous.items() if s.partie_de is None and nom not in pourvus)


@dataclass(frozen=True, slots=True)
class Point:
    """Le point fait à une instance, et la dernière fois : « au comité technique de la préfecture », « le 25 novembre 2021 »."""

    ou: str
    dernier: str


def point_au_comite_technique(contexte: Contexte) -> Point | None:
    """Le point sur la démarche présenté au comité technique."""
    trouvee = instance(contexte, "comite_technique")
    if trouvee is None:
        return None
    tenues = [r for r in contexte.reunions("comite_technique") if r.date.est_acquise(contexte.au)]
    return Point(francais.du(trouvee.nom), tenues[-1].date.en_complement() if tenues else "")


@dataclass(frozen=True, slots=True)
class BilanAnnuel:
    """Où le bilan annuel est présenté, quand il l'a été, et où sa synthèse est diffusée."""

    ou: tuple[str, ...]
    dernier: str
    synthese: tuple[str, ...]


def bilan(contexte: Contexte) -> BilanAnnuel | None:
    """Le bilan annuel, d'après les fiches de la base documentaire, les réunions et les communications qui les citent."""
    fiches = {p.id for p in contexte.dossier.preuves.values() if p.type == "bilan"}
    if not fiches:
        return None
    tenues = [
        r
        for r in contexte.reunions()
        if fiches & {*r.documents_remis, *(d for p in r.ordre_du_jour for d in p.documents)}
        and r.date.est_acquise(contexte.au)
    ]
    instances = dict.fromkeys(i.nom for r in tenues if (i := contexte.instance(r)) is not None)
    defaut = instance(contexte, "copil")
    noms = tuple(instances) or ((defaut.nom,) if defaut else ())
    canaux = dict.fromkeys(
        c for com in contexte.dossier.communications.values() if fiches & set(com.documents) for c in com.canaux
    )
    return BilanAnnuel(
        tuple(map(francais.au, noms)),
        tenues[-1].date.en_complement() if tenues else "",
        tuple(CANAUX[c] for c in canaux if c in CANAUX),
    )


CANAUX = {
    "intranet": "sur l'intranet",
    "internet": "sur le site internet",
    "affichage": "par affichage",
    "messagerie": "par messagerie",
    "reseau_social": "sur les réseaux sociaux",
    "reunion": "en réunion",
    "presse": "par la presse",
}


@dataclass(frozen=True, slots=True)
class AuditPrevu:
    """Un audit, au mois près, et s'il est encore à venir : « mars 2022 », « de mars 2022 », « audit blanc »."""

    quand: str
    de_quand: str
    intitule: str
    a_venir: bool


def audits(contexte: Contexte) -> tuple[AuditPrevu, ...]:
    """Les audits de la démarche, dans l'ordre du temps."""
    dates = ((contexte.echeance(a.date), a) for a in contexte.dossier.audits.values())
    dates_connues = sorted(((d, a.id, a) for d, a in dates if d is not None), key=lambda c: c[:2])
    return tuple(
        AuditPrevu(
            _au_mois(d).en_clair(),
            _au_mois(d).apres_de(),
            AUDITS.get(a.type, francais.minuscule(a.intitule)),
            d.fin > contexte.au,
        )
        for d, _, a in dates_connues
    )


def _au_mois(quand: DateImprecise) -> DateImprecise:
    """Le mois où tombe une date, quand elle n'en déborde pas."""
    meme = (quand.debut.year, quand.debut.month) == (quand.fin.year, quand.fin.month)
    return DateImprecise.lire(quand.debut.isoformat()[:7]) if meme else quand


def rubriques_intranet(contexte: Contexte) -> tuple[str, ...]:
    """Les rubriques de l'intranet où la démarche publie."""
    return tuple(
        dict.fromkeys(
            c.rubrique for c in contexte.dossier.communications.values() if c.rubrique and "intranet" in c.canaux
        )
    )


def president(contexte: Contexte) -> Acteur | None:
    """Qui préside le comité de pilotage, et signe les actes de la démarche."""
    trouvee = instance(contexte, "copil")
    return trouvee.president if trouvee else None
