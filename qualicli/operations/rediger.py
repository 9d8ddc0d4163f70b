"""Rédiger un document d'un dossier déjà lu : composer sa vue, l'écrire par son gabarit, dire s'il est signé."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import partial

from qualicli import francais
from qualicli.depot.dossier_lu import DossierLu
from qualicli.depot.parcours import lire_parcours_type
from qualicli.depot.referentiels import Referentiels
from qualicli.erreurs import ErreurQualicli, ErreurUsage, Sortie
from qualicli.modeles.acte_signe import normer
from qualicli.modeles.connaissance import connu_au
from qualicli.modeles.dossier import Dossier
from qualicli.rendus.dessins.figure import Figure
from qualicli.rendus.documents.genres import TypeDocument
from qualicli.rendus.documents.registre import TYPES, verifier_demande
from qualicli.rendus.documents.socle import anonymat
from qualicli.rendus.documents.socle.contexte import ContexteDocument
from qualicli.rendus.documents.socle.demande import OPTIONS, DemandeDocument
from qualicli.rendus.documents.socle.versions import version_du_document, version_gardee
from qualicli.rendus.documents.socle.vue import Vue
from qualicli.rendus.formats.ecrit import Ecrit
from qualicli.rendus.formats.markdown import en_texte
from qualicli.rendus.gabarits import Gabarits

GABARITS = "gabarits/"


@dataclass(frozen=True)
class Atelier:
    """Un dossier ouvert pour produire des documents, et le nombre d'erreurs que sa lecture a trouvées."""

    contexte: ContexteDocument
    gabarits: Gabarits
    erreurs: int


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


def rediger(atelier: Atelier, type_: str, nominatif: bool = False) -> Iterator[tuple[str, Ecrit]]:
    """Rédige le document demandé, ou un par service, avant toute mise en forme."""
    document, contexte = TYPES[type_], atelier.contexte
    verifier_demande(document, contexte)
    organisme = contexte.dossier.demarche.organisme.nom
    for nom, vue in document.vues(contexte):
        if contexte.demande.signee:
            titre, markdown = version_gardee(contexte, document.reference(vue))
            yield nom, Ecrit(titre, markdown, organisme, contexte.au)
            continue
        if document.se_signe and not contexte.demande.synthese:
            texte = partial(texte_a_signer, atelier, type_, contexte.au, getattr(vue, "annee", None))
            vue = replace(vue, version=version_du_document(contexte, document.reference(vue), texte))
        figures: list[Figure] = []
        markdown = atelier.gabarits.rediger(document.gabarit(contexte.demande), vue, figures)
        # Ce qu'une figure dit d'une personne se cherche dans le texte qui la remplace.
        _proteger(contexte, document, vue, "\n".join((markdown, *(f.alternative for f in figures))), nominatif)
        yield nom, Ecrit(vue.titre, markdown, organisme, contexte.au, figures=tuple(figures))


def texte_a_signer(atelier: Atelier, type_: str, au: date, annee: int | None = None) -> str:
    """Le texte d'un document qui n'a pas d'objet à lui, tel qu'on le signe à une date : des fonctions, aucun nom."""
    document, contexte = TYPES[type_], atelier.contexte
    demande = DemandeDocument(anonyme=True, annee=annee if OPTIONS["annee"].sert(type_, document.sujet) else None)
    anonyme = replace(contexte, au=au, demande=demande, dossier=connu_au(contexte.dossier, au))
    _, vue = next(document.vues(anonyme))
    figures: list[Figure] = []
    markdown = en_texte(atelier.gabarits.rediger(document.gabarit(demande), vue, figures), figures)
    _proteger(anonyme, document, vue, markdown, False)
    return normer(markdown)


def rediger_a_nouveau(dossier: Dossier, lecture: DossierLu, objet: str, le: date) -> str | None:
    """Un document signé, tel qu'il se rédigerait aujourd'hui à sa date ; `None` quand il ne peut plus l'être."""
    type_, _, annee = objet.partition(" ")
    if type_ not in TYPES or not TYPES[type_].se_signe:
        return None
    try:
        atelier = atelier_de(dossier, lecture, le, DemandeDocument())
        return texte_a_signer(atelier, type_, le, int(annee) if annee.isdecimal() else None)
    except ErreurQualicli:
        return None


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
        nom = fichier.removeprefix(GABARITS)
        if fichier.startswith(GABARITS) and nom.endswith(".md.j2"):
            octets = lecture.octets(fichier)
            if octets is not None:
                yield nom, octets.decode("utf-8-sig", "replace").replace("\r\n", "\n")
