"""La politique : ses comités, ses groupes de travail, ses correspondants, son bilan, ses audits."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from qualicli import francais
from qualicli.modeles.acteur import Acteur
from qualicli.modeles.organisation import Appui, Associe, Service
from qualicli.modeles.temps.dates import DateImprecise
from qualicli.rendus.documents.socle.contexte import ContexteDocument
from qualicli.rendus.documents.socle.instances import groupes_permanents, trouver_instance
from qualicli.rendus.documents.socle.vue import TableauTexte

AUDITS = {
    "blanc": "audit blanc",
    "labellisation": "audit initial de labellisation",
    "suivi": "audit de suivi",
    "renouvellement": "audit de renouvellement",
}


@dataclass(frozen=True, slots=True)
class ComitePilotage:
    """Un comité : son nom précédé de son article, qui le préside, ses membres, ce qu'on en attend."""

    nom: str
    autorite: str
    membres: tuple[str, ...]
    role: tuple[str, ...]


def comite(contexte: ContexteDocument) -> ComitePilotage | None:
    """Le comité de pilotage."""
    trouvee, noms = trouver_instance(contexte, "copil"), contexte.noms()
    if trouvee is None:
        return None
    autorite = noms.de(trouvee.president) if trouvee.president else ""
    return ComitePilotage(
        francais.le(trouvee.nom), autorite, tuple(map(noms.le, trouvee.membres)), _infinitifs(trouvee.role)
    )


def _infinitifs(textes: Iterable[str]) -> tuple[str, ...]:
    return tuple(map(francais.minuscule, textes))


def groupes(contexte: ContexteDocument) -> TableauTexte:
    """Les groupes de travail permanents : leur noyau, et ceux qui y sont associés sur une question."""
    lignes = [
        (
            francais.majuscule(groupe.nom.removeprefix("Groupe de travail ")),
            _fonctions(contexte, groupe.membres),
            francais.majuscule(" ; ".join(_associe(contexte, a) for a in groupe.associes)),
        )
        for groupe in groupes_permanents(contexte)
    ]
    return TableauTexte(("Groupe de travail", "Noyau", "Associés"), tuple(lignes))


def role_des_groupes(contexte: ContexteDocument) -> tuple[str, ...]:
    """Ce qu'on attend des groupes de travail, sans redite."""
    return tuple(dict.fromkeys(r for groupe in groupes_permanents(contexte) for r in _infinitifs(groupe.role)))


def rythme_des_groupes(contexte: ContexteDocument) -> str:
    """Tous les combien les groupes se réunissent : « autant que de besoin », ou « tous les 3 mois »."""
    rythmes = {g.periodicite.en_rythme() for g in groupes_permanents(contexte) if g.periodicite}
    if not rythmes:
        return "autant que de besoin"
    return f"au moins {rythmes.pop()}" if len(rythmes) == 1 else "chacun à son rythme"


def _fonctions(contexte: ContexteDocument, acteurs: Iterable[Acteur]) -> str:
    noms = contexte.noms()
    return _citer(francais.minuscule(noms.fonction(a)) for a in acteurs)


def _associe(contexte: ContexteDocument, associe: Associe) -> str:
    fonction = francais.minuscule(contexte.noms().fonction(associe.qui))
    return f"{fonction}, sur {associe.sur}" if associe.sur else fonction


def campagnes(contexte: ContexteDocument) -> tuple[str, ...]:
    """Les campagnes d'auto-évaluation commencées, dans l'ordre du temps."""
    commencees = (c for c in contexte.dossier.demarche.campagnes.values() if c.periode.debut <= contexte.au)
    return tuple(
        f"{francais.minuscule(c.intitule)}, {c.periode.en_complement()}"
        + (f", pour {francais.minuscule(c.objet)}" if c.objet else "")
        for c in sorted(commencees, key=lambda c: c.periode)
    )


def correspondants(contexte: ContexteDocument) -> TableauTexte:
    """Les correspondants qualité et les appuis techniques de chaque service ; une cellule peut rester vide."""
    lignes = tuple(
        (s.nom, _citer(_nommer(contexte, c) for c in s.correspondants), _citer(_appui(contexte, a) for a in s.appuis))
        for s in contexte.dossier.services.values()
        if s.correspondants or s.appuis
    )
    return TableauTexte(("Service", "Correspondant qualité", "Appuis techniques"), lignes)


def _nommer(contexte: ContexteDocument, acteur: Acteur) -> str:
    noms = contexte.noms()
    return noms.nom(acteur) or francais.minuscule(noms.fonction(acteur))


def _appui(contexte: ContexteDocument, appui: Appui) -> str:
    """« Mme Rosemonde Lavande (Memobox) » ; le domaine n'est pas redit quand la fonction le nomme."""
    qui = _nommer(contexte, appui.qui)
    return f"{qui} ({appui.domaine})" if appui.domaine and appui.domaine.lower() not in qui.lower() else qui


def _citer(gens: Iterable[str]) -> str:
    return francais.majuscule(francais.liste(gens))


def sans_correspondant(contexte: ContexteDocument) -> Iterator[Service]:
    """Les services où personne, ni dans le service ni dans une de ses unités, n'est correspondant."""
    tous = contexte.dossier.services
    pourvus = {s.partie_de or nom for nom, s in tous.items() if s.correspondants}
    yield from (s for nom, s in tous.items() if s.partie_de is None and nom not in pourvus)


@dataclass(frozen=True, slots=True)
class PointComiteTechnique:
    """Le point fait à une instance, et la dernière fois : « au comité technique de la préfecture », « le 25 novembre 2021 »."""

    ou: str
    dernier: str


def point_au_comite_technique(contexte: ContexteDocument) -> PointComiteTechnique | None:
    """Le point sur la démarche présenté au comité technique."""
    trouvee = trouver_instance(contexte, "comite_technique")
    if trouvee is None:
        return None
    tenues = [r for r in contexte.reunions("comite_technique") if r.date.est_acquise(contexte.au)]
    return PointComiteTechnique(francais.du(trouvee.nom), tenues[-1].date.en_complement() if tenues else "")


@dataclass(frozen=True, slots=True)
class PresentationBilan:
    """Où le bilan annuel est présenté, quand il l'a été, et où sa synthèse est diffusée."""

    ou: tuple[str, ...]
    dernier: str
    synthese: tuple[str, ...]


def bilan(contexte: ContexteDocument) -> PresentationBilan | None:
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
    defaut = trouver_instance(contexte, "copil")
    noms = tuple(instances) or ((defaut.nom,) if defaut else ())
    canaux = dict.fromkeys(
        c for com in contexte.dossier.communications.values() if fiches & set(com.documents) for c in com.canaux
    )
    return PresentationBilan(
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


def audits(contexte: ContexteDocument) -> tuple[AuditPrevu, ...]:
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


def rubriques_intranet(contexte: ContexteDocument) -> tuple[str, ...]:
    """Les rubriques de l'intranet où la démarche publie."""
    return tuple(
        dict.fromkeys(
            c.rubrique for c in contexte.dossier.communications.values() if c.rubrique and "intranet" in c.canaux
        )
    )
