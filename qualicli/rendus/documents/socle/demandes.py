"""Ce qu'une commande demande, en mots : chaque chose par son titre, rangée par genre."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from qualicli import francais
from qualicli.modeles.temps.dates import DateImprecise
from qualicli.modeles.tournee import ChoseDemandee, EtatCommande, GenreDemande, PartDeTournee, Tournee
from qualicli.rendus.documents.socle.contexte import ContexteDocument

TITRES: Mapping[GenreDemande, str] = {
    "exigences": "Les {exigences} à évaluer et à prouver",
    "pieces": "Les documents à fournir ou à mettre à jour",
    "actions": "Les actions dont nous attendons des nouvelles",
    "mesures": "Les mesures à relever",
    "demandes": "Ce que nous vous demandons aussi",
}
ETATS_COMMANDE: Mapping[EtatCommande, str] = {
    "preparee": "préparée",
    "partie": "partie",
    "rendue_en_partie": "rendue en partie",
    "rendue": "rendue",
    "en_retard": "en retard",
    "close": "close",
}
CLASSEUR_ENTIER = "le classeur joint, complété"


@dataclass(frozen=True, slots=True)
class GenreDeChoses:
    """Les choses demandées d'un même genre."""

    titre: str
    choses: tuple[str, ...]


def dire_chose(contexte: ContexteDocument, chose: ChoseDemandee, en_bref: bool = False) -> str:
    """Une chose demandée, par son titre, et en bref par son code ; par ce qui la désigne quand on ne la connaît pas."""
    dossier, valeur = contexte.dossier, chose.valeur
    if chose.genre == "exigences" and not en_bref:
        nom, code = dossier.reference(valeur)
        referentiel = dossier.referentiels.get(nom)
        feuilles = referentiel.feuilles_de(code) if referentiel else ()
        titre = next((f.intitule for f in feuilles if f.code == code), None)
        return f"{valeur} : {francais.minuscule(titre)}" if titre else valeur
    if chose.genre == "pieces":
        return contexte.intitules([valeur])[0]
    if chose.genre == "actions" and valeur in dossier.actions:
        action = dossier.actions[valeur]
        pour = contexte.echeance_action(action)
        return action.intitule.removesuffix(".") + (f" (pour : {pour.en_clair()})" if pour and not en_bref else "")
    if chose.genre == "mesures" and valeur in dossier.indicateurs:
        return dossier.indicateurs[valeur].intitule
    return valeur.removesuffix(".")


def ranger_choses(contexte: ContexteDocument, choses: Iterable[ChoseDemandee]) -> tuple[GenreDeChoses, ...]:
    """Des choses demandées, par genre, dans l'ordre de la demande."""
    rangees: dict[GenreDemande, list[str]] = {}
    mot = francais.mettre_au_pluriel(contexte.dossier.mots.exigence)
    for chose in choses:
        rangees.setdefault(chose.genre, []).append(dire_chose(contexte, chose))
    return tuple(
        GenreDeChoses(titre.format(exigences=mot), tuple(rangees[g])) for g, titre in TITRES.items() if g in rangees
    )


def derniere_pour(contexte: ContexteDocument, service: str) -> tuple[Tournee, PartDeTournee] | None:
    """La commande demandée, à défaut la dernière que reçoit ce service, et la part de celui-ci."""
    voulue = contexte.demande.commande
    siennes = [
        (tournee, part)
        for tournee in contexte.dossier.commandes.values()
        if (part := tournee.part(service)) and voulue in (None, tournee.id)
    ]
    ouvertes = [s for s in siennes if not s[0].est_close(contexte.au)] or siennes
    return max(ouvertes, key=lambda s: (s[0].preparee_le, s[0].id), default=None)


def destinataire(contexte: ContexteDocument, service: str) -> tuple[str, str]:
    """À qui écrire : un nom et un courriel ; la boîte du service, à défaut celle d'un correspondant que l'annuaire connaît."""
    connu = contexte.dossier.services[service]
    if connu.courriel:
        return connu.nom, connu.courriel
    noms = contexte.noms()
    for correspondant in connu.correspondants:
        personne = noms.personne(correspondant)
        if personne is not None and personne.courriel:
            return " ".join(filter(None, (personne.prenom, personne.nom))), personne.courriel
    return connu.nom, ""


def pour_le(quand: DateImprecise) -> str:
    """« le 15 avril 2022 », « la fin d'avril 2022 » : ce qui suit « pour »."""
    return quand.en_fin()
