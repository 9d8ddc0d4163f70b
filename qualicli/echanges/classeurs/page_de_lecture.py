"""La première feuille : qui, quoi, pour quand, comment renvoyer, et où en est le service."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial

from qualicli import francais
from qualicli.diagnostic.etablir import DiagnosticReferentiel
from qualicli.diagnostic.etats import EtatPoint
from qualicli.diagnostic.synthese import repartir
from qualicli.echanges.feuilles.description import Table
from qualicli.echanges.feuilles.documents import expire
from qualicli.echanges.feuilles.dossier_diagnostique import SANS_SERVICE, DossierDiagnostique, dans
from qualicli.rendus.libelles import nommer_service

TITRE = "À lire"
TITRE_DES_TAUX = "Où vous en êtes"
RANG = 1  # après « À faire »
ENTETES = (
    "Points",
    "Réalisés et prouvés",
    "Réalisés sans preuve valide",
    "Partiels",
    "Restent à faire",
    "Réalisation déclarée",
    "Réalisation prouvée",
    "Respect",
)


@dataclass(frozen=True, slots=True)
class PageDeLecture:
    """Le contenu de la page de lecture, avant toute mise en forme."""

    titre: str
    sous_titre: str
    parties: tuple[tuple[str, tuple[str, ...]], ...]
    taux: tuple[tuple[str | int, ...], ...]
    au: date
    module: str = "Module"  # le mot des référentiels

    @property
    def entetes(self) -> tuple[str, ...]:
        """Les titres du tableau des taux."""
        return (self.module, *ENTETES)


def textes_montres(page: PageDeLecture) -> tuple[object, ...]:
    """Tout ce que la page montre, titres fixes compris : de quoi reconnaître ce qu'une personne y ajoute."""
    taux = (TITRE_DES_TAUX, page.entetes) if page.taux else ()
    return (page, *taux)


def composer(
    source: DossierDiagnostique, tables: tuple[Table, ...], service: str | None, retour: date | None
) -> PageDeLecture:
    """Compose la page de lecture d'un classeur."""
    dossier = source.dossier
    nom = "Toute la démarche" if service is None else nommer_service(dossier, service)
    if service == SANS_SERVICE:
        nom = "Ce qui n'est confié à aucun service"
    organisme = dossier.demarche.organisme
    limite = f"Pour le {francais.jour(retour)}." if retour else "À la date fixée par votre référent qualité."
    envoi = (
        f"Renvoyez ce fichier à {organisme.courriel}."
        if organisme.courriel
        else "Renvoyez ce fichier à votre référent qualité."
    )
    parties = (
        ("Ce qui est attendu", tuple(_attendu(source, tables))),
        ("Pour quand", (limite,)),
        (
            "Comment remplir",
            (
                "Écrivez dans les cellules blanches ; les grises et les colorées sont calculées ou fixées.",
                "Une étoile dans un titre : une ligne neuve ne peut pas s'en passer. Ce qui manque ou ne va pas se colore.",
                "Pour ajouter une ligne (action, document, mesure…), remplissez une des lignes vides en bas du tableau.",
                "Les dates s'écrivent 14/03/2022, mars 2022 ou premier trimestre 2022. Une flèche indique une liste de choix.",
                "Filtrez et triez avec les flèches des titres ; vous pouvez aussi surligner et élargir.",
                "Rien de ce que vous effacez n'est supprimé du dossier : le référent qualité relit chaque changement.",
            ),
        ),
        (
            "Comment renvoyer",
            (f"{envoi} Gardez son format (.xlsx ou .ods) et ses feuilles ; vous pouvez en ajouter pour vous.",),
        ),
    )
    au = source.diagnostic.au
    return PageDeLecture(
        f"{organisme.nom} · {nom}",
        f"Classeur établi au {francais.jour(au)}",
        parties,
        tuple(_taux(source, service)),
        au,
        francais.majuscule(dossier.mots.module),
    )


def _attendu(source: DossierDiagnostique, tables: tuple[Table, ...]) -> Iterator[str]:
    """Ce que chaque feuille attend ; ouvert, en retard, à renouveler : au sens de `a-faire`."""
    dues = {o.objet: o for o in source.obligations}
    par_nom = {t.nom: t for t in tables}
    attend = par_nom["a_faire"].lignes
    if attend:
        yield f"Commencez par la feuille « À faire » : {francais.pluriel(len(attend), 'ligne')}, qui mènent où répondre."
    points = par_nom["autoevaluation"].lignes
    a_faire = sum(li.valeurs["lecture"] != "réalisé et prouvé" and li.valeurs["etat"] != "sans_objet" for li in points)
    combien = francais.pluriel(len(points), "point de contrôle", "points de contrôle")
    yield (
        f"Auto-évaluation : {combien}, dont {a_faire} à faire avancer. Mettez à jour l'état, la date et le commentaire "
        "de ce qui a changé."
    )
    actions = par_nom["actions"].lignes
    ouvertes = [dues[li.cle] for li in actions if li.cle in dues]
    retards = sum(o.est_en_retard for o in ouvertes)
    en_retard = f", dont {retards} en retard" if retards else ""
    combien = francais.pluriel(len(ouvertes), "action ouverte", "actions ouvertes") if ouvertes else "rien d'ouvert"
    yield f"Plan d'actions : {combien}{en_retard}."
    enregistres = par_nom["enregistrements"].lignes
    caducs = sum(li.cle in dues and expire(source, dues[li.cle]) for li in enregistres)
    a_refaire = f", dont {caducs} à renouveler" if caducs else ""
    yield f"Enregistrements : {francais.pluriel(len(enregistres), 'document')}{a_refaire}."
    suites = [
        f"{t.titre} ({len(t.lignes)})"
        for t in tables
        if t.nom not in ("a_faire", "autoevaluation", "actions", "ecarts", "enregistrements") and t.lignes
    ]
    if suites:
        yield f"Et s'il y a lieu : {francais.liste(suites)}."


def _taux(source: DossierDiagnostique, service: str | None) -> Iterator[tuple[str | int, ...]]:
    for resultat in source.diagnostic.referentiels:
        etats = [
            e for e in resultat.etats if dans(service, tuple(s for s in (e.point.service, e.point.responsable) if s))
        ]
        groupes, citer = repartir(etats, _module), partial(source.dossier.citer, resultat.referentiel.id)
        for (code, titre), groupe in groupes.items():
            yield _rangee(f"{citer(code)} {titre}".strip(), resultat, groupe)
        if len(groupes) > 1:
            yield _rangee(f"{resultat.referentiel.nom}, ensemble", resultat, etats)


def _module(etat: EtatPoint) -> tuple[str, str]:
    module = etat.point.feuille.module
    return (module.code, module.titre or "")


def _rangee(titre: str, resultat: DiagnosticReferentiel, etats: list[EtatPoint]) -> tuple[str | int, ...]:
    synthese = resultat.synthese_de(etats)
    applicables = [e for e in etats if e.est_applicable]
    prouves = sum(e.est_prouve for e in applicables)
    realises = sum(e.statut == "realise" for e in applicables)
    partiels = sum(e.statut == "partiel" for e in applicables)
    return (
        titre,
        len(applicables),
        prouves,
        realises - prouves,
        partiels,
        len(applicables) - realises - partiels,
        str(synthese.declare),
        str(synthese.prouve),
        str(synthese.respect),
    )
