"""L'affiche du hall : les résultats publiés, contre leur cible, en gros caractères ; aucune personne n'y est nommée."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from qualicli import francais
from qualicli.diagnostic.mesures.delais import delais
from qualicli.diagnostic.mesures.enquetes import Vagues
from qualicli.diagnostic.mesures.indicateurs import indicateurs
from qualicli.modeles.enquete import Enquete, Resultat
from qualicli.rendus import libelles
from qualicli.rendus.documents.socle.contexte import ContexteDocument
from qualicli.rendus.documents.socle.perimetre import nommer_sites
from qualicli.rendus.documents.socle.valeurs import dire_cible, dire_valeur
from qualicli.rendus.documents.socle.vue import TableauTexte, Vue
from qualicli.rendus.mesures.dire_enquete import dire_valeur as dire_reponse
from qualicli.rendus.mesures.dire_enquete import nommer_question

_PUBLICS = ("internet", "affichage", "presse", "reseau_social")
# Au-delà, l'affiche ne tiendrait plus sur une page, ou ne se lirait plus de loin.
_PAROLES, _DELAIS, _INDICATEURS = 7, 2, 3


@dataclass(frozen=True, slots=True)
class PublicAffiche:
    """Un public interrogé et ses réponses."""

    intitule: str
    resultats: TableauTexte


@dataclass(frozen=True, slots=True, kw_only=True)
class Affiche(Vue):
    """Ce que le public peut lire en entrant : ce qu'il a dit, ce que l'on mesure, et ce que l'on vise."""

    papier: str  # « a4 » ou « a3 »
    perimetre: str
    arrete: str
    enquete: str  # l'intitulé et les réponses : « Enquête de satisfaction 2021, 458 réponses »
    paroles: tuple[PublicAffiche, ...]
    delais: TableauTexte
    indicateurs: TableauTexte
    ou: str  # où lire tous les résultats


def composer(contexte: ContexteDocument) -> Affiche:
    """Compose l'affiche à la date du document ; elle est toujours anonyme."""
    anonyme = replace(contexte, demande=replace(contexte.demande, anonyme=True))
    organisme = contexte.dossier.demarche.organisme
    publiee = next(reversed(_publiees(contexte)), None)
    return Affiche(
        **anonyme.tete() | {"entete": (organisme.nom,), "suivi": (), "mentions": ()},
        titre="La qualité de notre accueil",
        public=True,
        papier=(contexte.demande.papier or "a4").lower(),
        perimetre=nommer_sites(contexte),
        arrete=francais.jour(contexte.au),
        enquete=_dire_enquete(publiee) if publiee else "",
        paroles=tuple(_paroles(contexte, publiee)) if publiee else (),
        delais=_delais(contexte),
        indicateurs=_indicateurs(contexte),
        ou=organisme.site_internet or "",
    )


def manques(contexte: ContexteDocument) -> Iterator[str]:
    """Ce que l'affiche n'a pas à montrer."""
    if not _publiees(contexte):
        yield "aucune enquête n'est publiée pour le public (« publications », enquetes/)"
    if not _delais(contexte):
        yield "aucun délai n'est publié (« publie_le », registres/)"
    if not _indicateurs(contexte):
        yield "aucun indicateur n'est publié (« publie_le », indicateurs/)"


def _publiees(contexte: ContexteDocument) -> list[Enquete]:
    """Les enquêtes de satisfaction dont les résultats sont déjà publics, la plus récente à la fin."""
    publiees = (
        e
        for e in contexte.dossier.enquetes.values()
        if e.type == "satisfaction"
        and e.volets
        and any(p.canal in _PUBLICS and (p.date is None or p.date.est_acquise(contexte.au)) for p in e.publications)
        and all(v.periode.est_acquise(contexte.au) for v in e.volets)
    )
    return sorted(publiees, key=lambda e: (max(v.periode for v in e.volets), e.id))


def _dire_enquete(enquete: Enquete) -> str:
    reponses = sum(v.repondants or 0 for v in enquete.volets)
    return enquete.intitule + (f", {francais.pluriel(reponses, 'réponse')}" if reponses else "")


def _paroles(contexte: ContexteDocument, enquete: Enquete) -> Iterator[PublicAffiche]:
    """Chaque question et sa réponse, public par public : jamais de moyenne de l'un à l'autre."""
    vagues, reste = Vagues(contexte.dossier), _PAROLES
    for volet in enquete.volets:
        lignes = tuple(
            (nommer_question(contexte.dossier, q.resultat), dire_reponse(q.resultat), _objectif(q.resultat))
            for q in vagues.questions(enquete, volet)
            if dire_reponse(q.resultat) and not q.est_insuffisant
        )[:reste]
        reste -= len(lignes)
        if lignes:
            titre = volet.intitule if len(enquete.volets) > 1 else ""
            yield PublicAffiche(titre, TableauTexte(("Question", "Réponse", "Objectif"), lignes).sans_vides())


def _objectif(resultat: Resultat) -> str:
    if resultat.cible is None:
        return ""
    borne = "au plus" if resultat.sens == "baisse" else "au moins"
    return f"{borne} {francais.nombre(resultat.cible)}{francais.INSECABLE}%"


def _delais(contexte: ContexteDocument) -> TableauTexte:
    """Les délais publiés : la part des réponses données dans le délai annoncé, sur la dernière période jugée."""
    lignes = []
    for vu in delais(contexte.dossier, contexte.au):
        publie = vu.registre.publie_le
        juges = [p for p in vu.periodes if p.chiffres.part is not None]
        if publie is None or not publie.est_acquise(contexte.au) or not juges:
            continue
        chiffres, periode = juges[-1].chiffres, juges[-1].periode
        part = f"{francais.en_pourcent(chiffres.part)} ({chiffres.dans_le_delai}/{chiffres.juges})"
        lignes.append(
            (f"{vu.registre.intitule} ({periode.en_bref()})", part, vu.registre.delai_en_clair if vu.delai else "")
        )
    colonnes = ("Vous nous écrivez", "Réponses dans le délai", "Délai annoncé")
    return TableauTexte(colonnes, tuple(lignes[:_DELAIS])).sans_vides()


def _indicateurs(contexte: ContexteDocument) -> TableauTexte:
    """Les indicateurs publiés : la dernière mesure de chaque lieu, et sa cible."""
    lignes = []
    for vu in indicateurs(contexte.dossier, contexte.au, diagnostic=contexte.diagnostic()):
        publie, mesure = vu.indicateur.publie_le, vu.derniere
        if publie is None or not publie.est_acquise(contexte.au) or mesure is None or mesure.presence is not None:
            continue
        lieu = libelles.nommer_lieu(contexte.dossier, vu.site, vu.service)
        unite = vu.indicateur.unite or ("%" if mesure.total else None)
        lignes.append(
            (
                " – ".join(filter(None, (vu.indicateur.intitule, lieu))) + f" ({mesure.periode.en_bref()})",
                dire_valeur(vu.indicateur, mesure),
                dire_cible(vu.indicateur, vu.cible, unite),
            )
        )
    return TableauTexte(("Nous mesurons", "Résultat", "Objectif"), tuple(lignes[:_INDICATEURS])).sans_vides()
