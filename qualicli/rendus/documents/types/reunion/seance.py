"""Une réunion mise en mots : ce que partagent le relevé du comité de pilotage et celui du comité d'usagers."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial

from qualicli import francais
from qualicli.modeles.reunion import Point, Reunion
from qualicli.rendus import markdown
from qualicli.rendus.documents.presentation import differer_blocs
from qualicli.rendus.documents.socle.contexte import ContexteDocument
from qualicli.rendus.documents.socle.decisions import DecisionVue, decisions_gardees, decisions_prises, tableau_demandes
from qualicli.rendus.documents.socle.figures import DemandeFigure, differer_figures
from qualicli.rendus.documents.socle.participants import PresenceReunion, reunir
from qualicli.rendus.documents.socle.retenir import (
    ARetenir,
    chiffres_des_usagers,
    chiffres_du_pilotage,
    comite_precedent,
    premiers,
    promesses,
)
from qualicli.rendus.documents.socle.reunions import nommer_reunion
from qualicli.rendus.documents.socle.suggestions import SuggestionVue, reprises, suggestions_gardees
from qualicli.rendus.documents.socle.versions import version_de_l_objet
from qualicli.rendus.documents.socle.vue import VIDE, Differe, Libre, Vue
from qualicli.rendus.documents.types.reunion.suites import SuitesReunion, suivre_reunion

ISSUES = {"valide": "validé", "a_revoir": "à revoir", "information": "pour information", "reporte": "reporté"}


@dataclass(frozen=True, slots=True)
class PointVu:
    """Un point de l'ordre du jour : ce qui s'y est dit, ce que le dossier y montre, ce qui y est décidé et suggéré."""

    numero: int
    titre: str
    issue: str
    elements: tuple[str, ...]
    texte: Libre
    presente: tuple[str, ...]
    montre: Mapping[str, Differe]  # ce que donnent ces blocs, d'après les seuls choix de ce point
    documents: tuple[str, ...]  # ceux que la liste des documents remis ne dira pas
    reprises: tuple[str, ...]
    decisions: tuple[DecisionVue, ...]
    suggestions: tuple[SuggestionVue, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Seance(Vue):
    """Ce que tout compte rendu de réunion contient ; ce qu'il calcule l'est à la date de la réunion."""

    genre: str  # « Relevé de conclusions »
    instance: str  # « comité de pilotage qualité », avec sa minuscule
    reunion: str  # « de la réunion d'installation du comité local des usagers »
    pilotage: bool  # vrai pour un comité de pilotage
    quand: str  # « le 16 octobre 2015 à 11 h »
    date: str
    heure: str
    ou: str
    presidence: str  # « de M. le secrétaire général »
    retenir: ARetenir
    objets: tuple[str, ...]
    ordre_du_jour: tuple[str, ...]
    presence: PresenceReunion
    preambule: Libre
    points: tuple[PointVu, ...]
    places: tuple[str, ...]  # ce que les points présentent, et qui n'a plus à l'être ailleurs
    montre: Mapping[str, Differe]  # ce que le dossier sait montrer à la date de la réunion, bloc par bloc
    suites: SuitesReunion

    def valeurs(self) -> dict[str, object]:
        """Les champs, ceux de la présence et des suites, et ce que donnent les blocs."""
        propres = Vue.valeurs(self)
        for nom in ("presence", "suites", "montre"):  # un gabarit écrit « invites », et non « presence.invites »
            del propres[nom]
        propres["demandes"] = self.retenir.attendu  # un gabarit copié d'une version précédente l'écrit encore
        return {**self.montre, **propres, **self.presence.valeurs(), **self.suites.valeurs()}


def composer(contexte: ContexteDocument, reunion: Reunion) -> Seance:
    """Met une réunion en mots, telle qu'on la connaît à sa date."""
    quand = reunion.date.fin
    instance, etabli = contexte.instance(reunion), reunion.etabli
    genre = (instance.intitule_compte_rendu if instance else None) or "Compte rendu"
    nom, date = nommer_reunion(contexte, reunion), reunion.date.en_clair()
    heure = francais.heure(reunion.heure) if reunion.heure else ""
    return Seance(
        **contexte.tete(
            etabli.date if etabli else reunion.date, etabli.lieu if etabli else None, DemandeFigure(contexte, quand)
        ),
        titre=f"{genre} {nom}",
        sous_titre=f"Réunion {reunion.date.apres_de()}",
        genre=genre,
        instance=francais.minuscule(instance.nom if instance else reunion.instance),
        reunion=nom,
        pilotage=instance is not None and instance.type == "copil",
        quand=reunion.date.en_complement() + (f" à {heure}" if heure else ""),
        date=date,
        heure=heure,
        ou=francais.en_lieu(reunion.lieu or ""),
        presidence=contexte.noms(quand).de(reunion.president) if reunion.president else "",
        retenir=_retenir(contexte, reunion),
        objets=tuple(map(francais.minuscule, reunion.objets)),
        ordre_du_jour=tuple(p.titre for p in reunion.ordre_du_jour),
        presence=reunir(contexte, reunion),
        preambule=Libre(_textes(reunion).get("", ""), 3),
        points=tuple(_points(contexte, reunion)),
        places=tuple(dict.fromkeys(quoi for p in reunion.ordre_du_jour for quoi in p.presente)),
        montre=differer_blocs(contexte, reunion),
        suites=suivre_reunion(contexte, reunion),
        signature=contexte.signature(reunion, au=quand),
        version=version_de_l_objet(contexte, "reunions", reunion),
        public=any(d.canal == "internet" for d in reunion.diffusion),
    )


def _retenir(contexte: ContexteDocument, reunion: Reunion) -> ARetenir:
    """Ce qui ouvre le compte rendu, à la date de la réunion."""
    quand, instance = reunion.date.fin, contexte.instance(reunion)
    type_ = instance.type if instance else ""
    chiffres: Iterator[str] = iter(())
    if type_ == "clu":
        chiffres = chiffres_des_usagers(contexte, reunion)
    elif type_ == "copil":
        chiffres = chiffres_du_pilotage(contexte, quand, comite_precedent(contexte, quand))
    return ARetenir(
        chiffres=premiers(chiffres),
        decisions=decisions_prises(contexte, (reunion,), quand),
        attendu=tableau_demandes(contexte, (reunion,), quand),
        promesses=promesses(contexte, reunion) if type_ == "clu" else VIDE,
    )


def _points(contexte: ContexteDocument, reunion: Reunion) -> Iterator[PointVu]:
    textes = _textes(reunion)
    for numero, point in enumerate(reunion.ordre_du_jour, 1):
        yield PointVu(
            numero,
            point.titre,
            ISSUES.get(point.issue or "", ""),
            point.elements,
            Libre(textes.get(_cle(point.titre), ""), 4),
            point.presente,
            _montrer(contexte, reunion, point),
            contexte.intitules(d for d in point.documents if d not in reunion.documents_remis),
            tuple(reprises(contexte, point)),
            decisions_gardees(reunion, partial(_cite, point)),
            suggestions_gardees(contexte, reunion, partial(_cite, point)),
        )


def _montrer(contexte: ContexteDocument, reunion: Reunion, point: Point) -> dict[str, Differe]:
    """Ce que montre un point : un bloc ne lit que ses choix, comme s'il était seul à l'ordre du jour."""
    demande = DemandeFigure(contexte, reunion.date.fin, indicateurs=point.indicateurs)
    return {
        **differer_figures(demande),
        **differer_blocs(contexte, reunion.model_copy(update={"ordre_du_jour": (point,)})),
    }


def _cite(point: Point, cite: str | None) -> bool:
    """Vrai quand une décision ou une suggestion cite ce point ; celle qui n'en cite aucun va avec les autres, une fois."""
    return cite == point.id


def _textes(reunion: Reunion) -> dict[str, str]:
    """Le texte libre de chaque point ; sous un titre qui n'est pas à l'ordre du jour, il suit celui qui précède."""
    points = {_cle(p.titre) for p in reunion.ordre_du_jour}
    return {_cle(t): texte for t, texte in markdown.sections(reunion.corps, lambda t: _cle(t) in points).items()}


def _cle(titre: str) -> str:
    """Un titre, tel qu'il se compare : sans numéro, sans accent, sans casse."""
    return " ".join(francais.sans_accent(titre).lower().replace("\u00a0", " ").lstrip("0123456789.) ").split())


def sans_signataire(contexte: ContexteDocument, type_: str) -> Iterator[str]:
    """La dernière réunion de ce type, quand rien ne dit qui en signe le compte rendu."""
    passees = [r for r in contexte.reunions(type_) if r.est_tenue(contexte.au)]
    if passees and passees[-1].signataire is None:
        yield f"qui signe le dernier compte rendu (« signataire », {passees[-1].fichier})"
