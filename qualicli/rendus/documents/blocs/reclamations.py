"""Les suggestions et les réclamations reçues, agrégées, et le délai de leur réponse."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from qualicli import francais
from qualicli.diagnostic.mesures.delais import compter_lignes
from qualicli.modeles.connaissance import connu_au
from qualicli.modeles.ecoute import Retour
from qualicli.modeles.registre import Registre
from qualicli.modeles.reunion import Reunion
from qualicli.rendus import libelles
from qualicli.rendus.documents.socle.bloc import BlocDocument, VueBloc
from qualicli.rendus.documents.socle.contexte import ContexteDocument
from qualicli.rendus.documents.socle.vue import TableauTexte


def tableau_reclamations(contexte: ContexteDocument, quand: date, depuis: date | None = None) -> TableauTexte:
    """Les suggestions et réclamations reçues, agrégées : objet, canal, nombre, suite ; jamais le texte d'un usager."""
    groupes: dict[tuple[str, str, str, str], int] = {}
    for retour in sorted(contexte.dossier.retours.values(), key=lambda r: (r.date, r.id)):
        recent = depuis is None or retour.date.fin > depuis
        if retour.type != "signalement" and retour.date.est_acquise(quand) and recent:
            cle = (
                libelles.mot(retour.type),
                retour.objet or "",
                libelles.mot(retour.canal),
                _reponse(contexte, retour, quand),
            )
            groupes[cle] = groupes.get(cle, 0) + retour.nombre
    lignes = tuple(
        (francais.majuscule(nature), objet, canal, str(combien), suite)
        for (nature, objet, canal, suite), combien in sorted(groupes.items())
    )
    return TableauTexte(("Nature", "Objet", "Canal", "Nombre", "Suite donnée"), lignes).sans_vides()


def _reponse(contexte: ContexteDocument, retour: Retour, quand: date) -> str:
    repondu = retour.repondu_le is not None and retour.repondu_le.est_acquise(quand)
    action = contexte.dossier.actions.get(retour.action or "")
    if retour.suite == "action" and action is not None:
        return francais.minuscule(action.intitule)
    if retour.suite == "refusee":
        return f"non retenue : {francais.minuscule(retour.motif)}" if retour.motif else "non retenue"
    return "réponse faite" if repondu else "transmis au service" if retour.suite == "information" else "en cours"


def delais_de_reponse(contexte: ContexteDocument, quand: date) -> tuple[str, ...]:
    """Les registres de suggestions et de réclamations : reçus, traités, dans le délai, période par période."""
    return tuple(
        phrase
        for r in sorted(contexte.dossier.registres.values(), key=lambda r: r.id)
        if r.type in ("reclamations", "suggestions")
        for phrase in _registre(contexte, r, quand)
    )


def _registre(contexte: ContexteDocument, registre: Registre, quand: date) -> Iterator[str]:
    nom = registre.intitule
    for synthese in registre.syntheses:
        if synthese.periode.est_acquise(quand):
            delai = f" ({registre.delai_en_clair})" if registre.delai_annonce else ""
            lieu = libelles.nommer_lieu(contexte.dossier, synthese.site, synthese.service)
            sujet = ", ".join(filter(None, (nom, lieu, synthese.periode.en_clair())))
            yield (
                f"{sujet} : {francais.pluriel(synthese.recus, 'reçue')}, "
                f"{francais.pluriel(synthese.traites, 'traitée')}, dont {synthese.dans_le_delai} dans le délai annoncé{delai}"
            )
    recues = [ligne for ligne in registre.lignes if ligne.recu_le.est_acquise(quand)]
    if recues:
        chiffres = compter_lignes(connu_au(contexte.dossier, quand), registre.id, quand)
        objets = Counter(x.objet for x in recues if x.objet)
        detail = ", ".join(f"{objet} : {combien}" for objet, combien in objets.most_common())
        tenues = "" if chiffres.dans_le_delai is None else f", dont {chiffres.dans_le_delai} dans le délai annoncé"
        yield (
            f"{nom} : {francais.pluriel(chiffres.recus, 'reçue')}, {francais.pluriel(chiffres.repondus, 'traitée')}{tenues}"
            f"{f' ({detail})' if detail else ''}"
        )


@dataclass(frozen=True, slots=True)
class VueReclamations(VueBloc):
    """Ce que les usagers ont fait savoir depuis la réunion précédente, et les délais de réponse."""

    retours: TableauTexte
    delais: tuple[str, ...]


def composer(contexte: ContexteDocument, reunion: Reunion) -> VueReclamations:
    """Compose le bloc à la date de la réunion."""
    quand = reunion.date.fin
    passees = [r.date.fin for r in contexte.reunions() if r.instance == reunion.instance and r.date < reunion.date]
    recus = tableau_reclamations(contexte, quand, max(passees, default=None))
    return VueReclamations(recus, delais_de_reponse(contexte, quand))


BLOC = BlocDocument("les suggestions et réclamations reçues, et les délais de réponse", VueReclamations, composer)
