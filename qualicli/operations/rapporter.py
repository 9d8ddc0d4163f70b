"""Rapporter : lire le dossier, composer la vue, la rédiger par son gabarit, la mettre en forme. N'écrit rien."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from qualicli import francais
from qualicli.depot import ecriture
from qualicli.depot.dossier_lu import DossierLu
from qualicli.depot.lecture import Avancement
from qualicli.depot.parcours import lire_parcours_type
from qualicli.depot.referentiels import Referentiels
from qualicli.erreurs import ErreurUsage, Sortie
from qualicli.modeles.anomalie import Gravite
from qualicli.modeles.connaissance import connu_au
from qualicli.modeles.dossier import Dossier
from qualicli.operations.diagnostiquer import REGLES_BLOQUANTES, lire
from qualicli.rendus.dessins.figure import Figure
from qualicli.rendus.documents.genres import TypeDocument
from qualicli.rendus.documents.registre import TYPES, verifier_demande
from qualicli.rendus.documents.socle import anonymat
from qualicli.rendus.documents.socle.contexte import ContexteDocument
from qualicli.rendus.documents.socle.demande import DemandeDocument
from qualicli.rendus.documents.socle.vue import Vue
from qualicli.rendus.formats.ecrit import Ecrit
from qualicli.rendus.formats.registre import mettre_en_forme
from qualicli.rendus.gabarits import Gabarits, lire_fourni, noms_fournis

_GABARITS = "gabarits/"


@dataclass(frozen=True)
class Rapport:
    """Un document produit : son nom de fichier sans extension, et ses octets."""

    nom: str
    octets: bytes


@dataclass(frozen=True)
class Atelier:
    """Un dossier ouvert pour produire des documents, et le nombre d'erreurs que sa lecture a trouvées."""

    contexte: ContexteDocument
    gabarits: Gabarits
    erreurs: int


def ouvrir_atelier(racine: Path, au: date, demande: DemandeDocument, avancement: Avancement | None = None) -> Atelier:
    """Lit le dossier et ses gabarits, une seule fois pour tous les documents à produire."""
    dossier, lecture, bilan = lire(racine, au, avancement, REGLES_BLOQUANTES)
    return atelier_de(dossier, lecture, au, demande, bilan.compte(Gravite.ERREUR))


def atelier_de(dossier: Dossier, lecture: DossierLu, au: date, demande: DemandeDocument, erreurs: int = 0) -> Atelier:
    """De quoi produire les documents d'un dossier déjà lu."""
    return Atelier(
        ContexteDocument(
            connu_au(dossier, au),
            lecture.inventaire,
            au,
            demande,
            Referentiels().correspondances_fournies,
            lire_parcours_type,
        ),
        Gabarits(dict(_propres(lecture))),
        erreurs,
    )


def rapporter(atelier: Atelier, type_: str, format_: str, nominatif: bool = False) -> Iterator[Rapport]:
    """Produit le document demandé, ou un par service avec `tous`. Refuse de nommer quelqu'un dans un document public."""
    for nom, ecrit in rediger(atelier, type_, nominatif):
        yield Rapport(nom, mettre_en_forme(ecrit, format_))


def rediger(atelier: Atelier, type_: str, nominatif: bool = False) -> Iterator[tuple[str, Ecrit]]:
    """Rédige le document demandé, ou un par service, avant toute mise en forme."""
    document, contexte = TYPES[type_], atelier.contexte
    verifier_demande(document, contexte)
    for nom, vue in document.vues(contexte):
        figures: list[Figure] = []
        markdown = atelier.gabarits.rediger(document.gabarit(contexte.demande), vue, figures)
        # Ce qu'une figure dit d'une personne se cherche dans le texte qui la remplace.
        lus = "\n".join((markdown, *(f.alternative for f in figures)))
        _proteger(contexte, document, vue, lus, nominatif)
        yield (
            nom,
            Ecrit(vue.titre, markdown, contexte.dossier.demarche.organisme.nom, contexte.au, figures=tuple(figures)),
        )


def _proteger(contexte: ContexteDocument, document: TypeDocument, vue: Vue, markdown: str, nominatif: bool) -> None:
    """Arrête un document public ou anonyme qui nommerait quelqu'un."""
    if nominatif or not (vue.public or vue.anonyme):
        return
    traces = anonymat.traces(markdown, contexte.dossier.annuaire, anonymat.coordonnees(contexte.dossier))
    traces += sorted(i for i in anonymat.inconnus(contexte.dossier) if i.casefold() in markdown.casefold())
    if not traces:
        return
    reste = len(traces) - 5
    cites = ", ".join(traces[:5]) + (f" et {francais.pluriel(reste, 'autre')}" if reste > 0 else "")
    if vue.anonyme:
        message = f"Le document « {document.nom} » resterait nominatif : il cite {cites}."
        conseil = "Ces mentions viennent d'un texte libre : remplacez-les par des fonctions."
    else:
        message = f"Ce document est destiné à l'internet, et il cite {cites}."
        conseil = "Ajoutez --anonyme ; ou --nominatif, si ces personnes ont donné leur accord."
    raise ErreurUsage(message, conseil, Sortie.ANOMALIES)


def _propres(lecture: DossierLu) -> Iterator[tuple[str, str]]:
    """Les gabarits du dossier, qui l'emportent sur ceux de l'outil."""
    for fichier in lecture.fichiers:
        nom = fichier.removeprefix(_GABARITS)
        if fichier.startswith(_GABARITS) and nom.endswith(".md.j2"):
            octets = lecture.octets(fichier)
            if octets is not None:
                yield nom, octets.decode("utf-8-sig", "replace").replace("\r\n", "\n")


def copier_gabarit(racine: Path, nom: str, a_blanc: bool = False) -> list[str]:
    """Copie dans le dossier le gabarit d'un document ; rend les fichiers écrits, ou à écrire. N'en remplace jamais un."""
    fichier = nom if nom.endswith(".md.j2") else f"{nom}.md.j2"
    texte = lire_fourni(fichier)
    if texte is None:
        connus = ", ".join(n.removesuffix(".md.j2") for n in noms_fournis())
        raise ErreurUsage(f"Le gabarit « {nom} » n'existe pas.", f"Gabarits : {connus}.")
    cible = f"{_GABARITS}{fichier}"
    if ecriture.chemin_interne(racine, cible).exists():
        raise ErreurUsage(
            f"« {cible} » existe déjà : il n'est pas remplacé.", "Renommez-le pour repartir du gabarit livré."
        )
    if not a_blanc:
        ecriture.ecrire_dans(racine, {cible: texte.encode()})
    return [cible]
