"""Qui était là : les invités, les présents par collège ou par organisme, les excusés, les absents, la fiche de présence."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from qualicli import francais
from qualicli.modeles.acteur import Acteur
from qualicli.modeles.organisation import Instance
from qualicli.modeles.reunion import Present, Reunion
from qualicli.rendus.documents.socle.contexte import ContexteDocument
from qualicli.rendus.documents.socle.noms import Noms
from qualicli.rendus.documents.socle.vue import ChampsNommes


@dataclass(frozen=True, slots=True)
class Participant:
    """Une ligne de la fiche de présence ; `statut` vaut « présent », « excusé », « absent », accordé, ou est vide."""

    nom: str
    fonction: str
    service: str
    organisme: str
    college: str
    courriel: str
    visa: str
    statut: str


@dataclass(frozen=True, slots=True)
class LigneFiche:
    """Une ligne de la fiche annexée : qui (le nom, à défaut la fonction), son service, son visa, son courriel."""

    qui: str
    service: str
    visa: str
    courriel: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PresenceReunion(ChampsNommes):
    """Qui était invité, présent, excusé ou absent, et la fiche de présence."""

    invitation: str  # « les directeurs et chefs de bureau »
    invites: tuple[str, ...]
    presents: tuple[str, ...]
    titre_presents: str  # « Étaient présents »
    colleges: tuple[str, ...]
    excuses: tuple[str, ...]
    titre_excuses: str  # « Absente excusée »
    absents: tuple[str, ...]
    titre_absents: str
    participants: tuple[Participant, ...]
    fiche: tuple[LigneFiche, ...]
    emarges: int


def reunir(contexte: ContexteDocument, reunion: Reunion) -> PresenceReunion:
    """Met en mots qui était à une réunion."""
    absents = list(_absents(contexte, reunion))
    return PresenceReunion(
        invitation=inviter(contexte, reunion),
        invites=tuple(map(contexte.noms(reunion.date.fin).complet, reunion.invites)),
        presents=tuple(_venus(contexte, reunion)),
        titre_presents=_accorder_presents(contexte, reunion),
        colleges=tuple(par_college(contexte, reunion)),
        excuses=tuple(_nommer(contexte, reunion, reunion.excuses)),
        titre_excuses=_accorder(contexte, reunion, reunion.excuses, "absent", "excusé"),
        absents=tuple(_nommer(contexte, reunion, absents)),
        titre_absents=_accorder(contexte, reunion, absents, "absent"),
        participants=tuple(emargement(contexte, reunion)),
        fiche=tuple(_fiche(contexte, reunion)),
        emarges=sum(p.visa is True for p in reunion.presents),
    )


def _venus(contexte: ContexteDocument, reunion: Reunion) -> Iterator[str]:
    """Les présents, par organisme ; une fonction seule prend son article, elle est au fil de la phrase."""
    acteurs, noms = [p.qui for p in reunion.presents], contexte.noms(reunion.date.fin)
    if len(acteurs) == 1 and not noms.nom(acteurs[0]):
        yield _convier(noms, acteurs[0])
    else:
        yield from par_organisme(contexte, reunion, acteurs)


def inviter(contexte: ContexteDocument, reunion: Reunion) -> str:
    """Qui était invité, dans une phrase : « les membres du comité », « les directeurs et chefs de bureau »…"""
    instance = contexte.instance(reunion)
    invites = {str(i) for i in reunion.invites}
    if instance is not None and invites and invites == {str(m) for m in _membres(instance)}:
        return f"les membres {francais.du(instance.nom)}"
    noms = contexte.noms(reunion.date.fin)
    return francais.liste(dict.fromkeys(_convier(noms, invite) for invite in reunion.invites))


def _membres(instance: Instance) -> Iterator[Acteur]:
    yield from instance.membres
    for college in instance.colleges.values():
        yield from college.membres


def _convier(noms: Noms, acteur: Acteur) -> str:
    personne = noms.personne(acteur)
    fonction = noms.nom(acteur) if personne and not personne.fonction else noms.le(acteur)
    redite = (acteur.organisme or "").casefold() in fonction.casefold()
    return fonction if redite else f"{fonction} ({acteur.organisme})"


def par_organisme(contexte: ContexteDocument, reunion: Reunion, acteurs: Iterable[Acteur]) -> Iterator[str]:
    """Les personnes, celles d'un même organisme ensemble : « Mme A et M. B, Génération 2 »."""
    for organisme, personnes in _regrouper(contexte, reunion, acteurs):
        yield f"{personnes}, {organisme}" if organisme else personnes


def par_college(contexte: ContexteDocument, reunion: Reunion) -> Iterator[str]:
    """Les présents, collège par collège : « Usagers : Mme A (UFC), M. B (UDAF) » ; rien quand aucun collège n'est noté."""
    instance = contexte.instance(reunion)
    groupes: dict[str, list[Acteur]] = {nom: [] for nom in instance.colleges} if instance else {}
    for present in reunion.presents:
        groupes.setdefault(present.college or "", []).append(present.qui)
    if instance is None or not any(groupes.get(nom) for nom in instance.colleges):
        return
    for nom, acteurs in groupes.items():
        college = instance.colleges.get(nom)
        if acteurs:
            qui = [f"{_enchainer(p)} ({o})" if o else _enchainer(p) for o, p in _regrouper(contexte, reunion, acteurs)]
            yield f"{college.nom if college else 'Autres participants'} : {', '.join(qui)}"


def _regrouper(contexte: ContexteDocument, reunion: Reunion, acteurs: Iterable[Acteur]) -> Iterator[tuple[str, str]]:
    """Chaque organisme et ceux qui le représentent ; sans organisme, la fonction de chacun tient sa place."""
    noms = contexte.noms(reunion.date.fin)
    groupes: dict[tuple[str, int], list[str]] = {}
    for rang, acteur in enumerate(acteurs):
        organisme, nom, fonction = noms.organisme(acteur), noms.nom(acteur), noms.fonction(acteur)
        cle = (organisme, 0) if organisme else (francais.minuscule(fonction) if nom else "", rang + 1)
        groupes.setdefault(cle, []).append(nom or fonction or organisme)
    for (qualite, _), personnes in groupes.items():
        comptes = list(_compter(personnes))
        yield "" if comptes == [qualite] else qualite, francais.liste([*comptes[:1], *map(_enchainer, comptes[1:])])


def _compter(personnes: Iterable[str]) -> Iterator[str]:
    """Chacun, ceux de même fonction ensemble : « deux représentants de l'association », femmes et hommes."""
    memes: dict[str, list[str]] = {}
    for qui in personnes:
        memes.setdefault(francais.mettre_au_masculin(qui), []).append(qui)
    for commun, groupe in memes.items():
        fonction = groupe[0] if len(set(groupe)) == 1 else commun
        if len(groupe) == 1 or _est_un_nom(fonction):  # la même personne, notée deux fois
            yield fonction
        else:
            pluriel = francais.mettre_au_pluriel(francais.minuscule(fonction))
            yield francais.majuscule(f"{francais.en_lettres(len(groupe))} {pluriel}")


def _enchainer(qui: str) -> str:
    """Quelqu'un au fil d'une phrase : une fonction y perd sa majuscule, un nom non."""
    return qui if _est_un_nom(qui) else francais.minuscule(qui)


def _est_un_nom(qui: str) -> bool:
    return qui.startswith(("M. ", "Mme "))


def _nommer(contexte: ContexteDocument, reunion: Reunion, acteurs: Iterable[Acteur]) -> Iterator[str]:
    """Les excusés, les absents : par organisme dans un comité d'usagers, par fonction ailleurs."""
    instance, noms = contexte.instance(reunion), contexte.noms(reunion.date.fin)
    if instance is not None and instance.colleges:
        return par_organisme(contexte, reunion, acteurs)
    return (noms.complet(a) if noms.nom(a) else _convier(noms, a) for a in acteurs)


def _accorder(contexte: ContexteDocument, reunion: Reunion, acteurs: Iterable[Acteur], *mots: str) -> str:
    """« Absent excusé », « Absente excusée », « Absents excusés », « Absentes excusées »."""
    noms = contexte.noms(reunion.date.fin)
    genres = [noms.est_feminin(a) for a in acteurs]
    fin = ("e" if genres and all(genres) else "") + ("s" if len(genres) > 1 else "")
    return francais.majuscule(" ".join(mot + fin for mot in mots))


def _accorder_presents(contexte: ContexteDocument, reunion: Reunion) -> str:
    """« Étaient présents », « Était présente » ; un groupe compte pour plusieurs."""
    acteurs, noms = [p.qui for p in reunion.presents], contexte.noms(reunion.date.fin)
    feminin = "e" if acteurs and all(map(noms.est_feminin, acteurs)) else ""
    seul = len(acteurs) == 1 and not francais.est_pluriel(noms.fonction(acteurs[0]))
    return f"Était présent{feminin}" if seul else f"Étaient présent{feminin}s"


def _absents(contexte: ContexteDocument, reunion: Reunion) -> Iterator[Acteur]:
    """Les personnes invitées que l'on n'a pas vues ; d'un groupe ou d'un service, on ne sait pas."""
    noms = contexte.noms(reunion.date.fin)
    vus = {noms.cle(a) for a in (*(p.qui for p in reunion.presents), *reunion.excuses)}
    if reunion.presents:
        groupes = {*contexte.dossier.services, *contexte.dossier.instances}
        yield from (
            i
            for i in reunion.invites
            if noms.cle(i) not in vus and i.id not in groupes and not francais.est_pluriel(str(i))
        )


def _fiche(contexte: ContexteDocument, reunion: Reunion) -> Iterator[LigneFiche]:
    """La fiche à annexer : les présents, quand on a noté qui a émargé."""
    if all(p.visa is None for p in reunion.presents):
        return
    for present in reunion.presents:
        ligne = participant(contexte, reunion, present.qui, "présent", present)
        service = _sigle(contexte, reunion, present.qui) or ligne.organisme or (ligne.nom and ligne.fonction)
        yield LigneFiche(ligne.nom or ligne.fonction, service, ligne.visa, ligne.courriel)


def _sigle(contexte: ContexteDocument, reunion: Reunion, acteur: Acteur) -> str:
    personne = contexte.noms(reunion.date.fin).personne(acteur)
    service = contexte.dossier.services.get((personne.service if personne else None) or "")
    return (service.sigle or service.nom) if service else ""


def emargement(contexte: ContexteDocument, reunion: Reunion) -> Iterator[Participant]:
    """La fiche de présence : les présents, puis les excusés, puis les invités que l'on n'a pas vus."""
    for present in reunion.presents:
        yield participant(contexte, reunion, present.qui, "présent", present)
    for excuse in reunion.excuses:
        yield participant(contexte, reunion, excuse, "excusé")
    for invite in _absents(contexte, reunion):
        yield participant(contexte, reunion, invite, "absent")


def participant(
    contexte: ContexteDocument, reunion: Reunion, acteur: Acteur, statut: str, present: Present | None = None
) -> Participant:
    """Une ligne de fiche de présence. Anonyme, elle n'a ni nom, ni courriel, ni visa."""
    noms = contexte.noms(reunion.date.fin)
    personne, instance = noms.personne(acteur), contexte.instance(reunion)
    college = instance.colleges.get((present.college if present else None) or "") if instance else None
    service = contexte.service(personne.service if personne else None)
    visible = personne if personne and not noms.anonyme else None
    return Participant(
        noms.nom(acteur),
        noms.fonction(acteur),
        service or noms.organisme(acteur),
        noms.organisme(acteur),
        college.nom if college else "",
        (visible.courriel if visible else None) or "",
        "émargé" if present and present.visa and not noms.anonyme else "",
        f"{statut}e" if statut and noms.est_feminin(acteur) else statut,
    )
