"""Les documents que l'outil sait produire : un registre que l'on lit d'un coup d'œil."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Any, Literal

from qualicli import francais
from qualicli.erreurs import ErreurUsage
from qualicli.modeles.reunion import Reunion
from qualicli.rendus.documents.socle import anonymat
from qualicli.rendus.documents.socle.contexte import TYPES_INSTANCES, ContexteDocument, DemandeDocument
from qualicli.rendus.documents.socle.vue import Vue

_PROPRES = {  # les options qui n'ont de sens que pour quelques documents
    "tous": ("fiche-service",),
    "vierge": ("presence",),
    "annee": ("bilan",),
    "instance": ("convocation",),
    "service": ("fiche-service", "ecarts", "grille"),
}
_DOSSIERS = {
    "bilan": "bilan.document",
    "politique": "politique.document",
    "point-etape": "point_etape.document",
    "copil": "reunion.copil",
    "clu": "reunion.clu",
}
CITES = 6  # au-delà, on compte
Sujet = Literal["reunion", "instance", "service", "dossier"]


@dataclass(frozen=True)
class TypeDocument:
    """Un type de document : ce qu'il est, sur quoi il porte, et le module qui le compose.

    Le module a une fonction `composer(contexte, sujet)` qui rend sa vue et, s'il y a lieu, une fonction
    `manques(contexte)` qui dit ce que le dossier devrait avoir pour que le document soit bon.
    """

    nom: str
    titre: str
    sujet: Sujet
    instances: tuple[str, ...] = ()
    a_synthese: bool = False
    raconte: bool = False  # ce qui s'est dit : la réunion doit être passée

    def verifier(self, demande: DemandeDocument) -> None:
        """Refuse une option que ce document ignorerait."""
        for option, documents in _PROPRES.items():
            if getattr(demande, option) and self.nom not in documents:
                raise ErreurUsage(
                    f"--{option} ne sert pas à « {self.nom} ».",
                    f"--{option} ne vaut que pour {francais.liste(documents)}.",
                )

    def gabarit(self, demande: DemandeDocument) -> str:
        """Le nom de son gabarit, ou de celui de sa version courte."""
        if demande.synthese and not self.a_synthese:
            courts = francais.liste(t.nom for t in TYPES.values() if t.a_synthese)
            raise ErreurUsage(f"« {self.nom} » n'a pas de version courte.", f"--synthese ne vaut que pour {courts}.")
        return f"{self.nom}{'-synthese' if demande.synthese else ''}.md.j2"

    @property
    def _module(self) -> Any:
        nom = _DOSSIERS.get(self.nom) or self.nom.replace("-", "_")
        return import_module(f"qualicli.rendus.documents.types.{nom}")

    @property
    def besoin(self) -> str:
        """Ce qu'il faut pour l'écrire, en mots."""
        noms = francais.liste((TYPES_INSTANCES[i] for i in self.instances), "ou")
        return {
            "reunion": f"une réunion{f' ({noms})' if noms else ''}, la dernière tenue par défaut (--reunion)",
            "instance": "une instance, le comité de pilotage par défaut (--instance)",
            "service": "un service (--service, ou --tous)",
            "dossier": "le dossier entier",
        }[self.sujet]

    def composer(self, contexte: ContexteDocument, sujet: Any) -> Vue:
        """Compose la vue de ce document pour son sujet."""
        vue: Vue = self._module.composer(contexte, sujet)
        return vue

    def manques(self, contexte: ContexteDocument) -> tuple[str, ...]:
        """Ce qui manque au dossier pour que ce document soit bon."""
        propres: Callable[[ContexteDocument], Iterator[str]] | None = getattr(self._module, "manques", None)
        communs: list[str] = []
        if self.sujet == "reunion" and not tenues(contexte, self):
            communs.append("aucune réunion de ce genre n'est tenue à cette date (reunions/)")
        if self.sujet == "service" and not contexte.dossier.services:
            communs.append("aucun service n'est décrit (services.yaml)")
        if self.sujet in ("reunion", "instance"):
            communs += _sans_fonction(contexte)
        return (*communs, *(propres(contexte) if propres else ()))

    def sujets(self, contexte: ContexteDocument) -> tuple[Any, ...]:
        """Ce sur quoi porte le document d'après la demande : une réunion, une instance, un service, ou rien."""
        return {"reunion": _reunion, "instance": _instance, "service": _services, "dossier": _dossier}[self.sujet](
            contexte, self
        )


def _sans_fonction(contexte: ContexteDocument) -> Iterator[str]:
    """Qui le document citerait par son seul identifiant."""
    inconnus = sorted(anonymat.inconnus(contexte.dossier))
    if inconnus:
        qui = ", ".join(inconnus[:CITES]) + (" …" if len(inconnus) > CITES else "")
        yield f"{francais.pluriel(len(inconnus), 'acteur')} dont la fonction n'est décrite nulle part (annuaire.yaml) : {qui}"


def tenues(contexte: ContexteDocument, type_: TypeDocument) -> list[Reunion]:
    """Les réunions tenues à la date du document, de celles que ce type raconte."""
    return [r for r in contexte.reunions(*type_.instances) if r.est_tenue(contexte.au)]


def _reunion(contexte: ContexteDocument, type_: TypeDocument) -> tuple[Reunion]:
    demandee = contexte.demande.reunion
    if demandee is not None:
        choisie = contexte.dossier.reunions[_connue(demandee, contexte.dossier.reunions, "--reunion")]
        if type_.raconte and not choisie.est_tenue(contexte.au):
            raise ErreurUsage(
                f"La réunion « {demandee} » ({choisie.date.en_clair()}) n'a pas encore eu lieu au "
                f"{francais.jour(contexte.au)}.",
                "Choisissez une autre date avec --date, ou écrivez sa convocation.",
            )
        return (choisie,)
    if contexte.demande.vierge:
        a_venir = [r for r in contexte.reunions(*type_.instances) if r.date.fin > contexte.au]
        if a_venir:
            return (a_venir[0],)
    passees = tenues(contexte, type_)
    if not passees:
        raise ErreurUsage(
            f"Aucune réunion à raconter au {francais.jour(contexte.au)} : « {type_.nom} » en demande une.",
            "Ajoutez-la dans reunions/, ou choisissez-en une avec --reunion.",
        )
    return (passees[-1],)


def _instance(contexte: ContexteDocument, _: TypeDocument) -> tuple[str]:
    instances = contexte.dossier.instances
    if contexte.demande.instance is not None:
        return (_connue(contexte.demande.instance, instances, "--instance"),)
    if contexte.demande.reunion is not None:
        return (
            contexte.dossier.reunions[
                _connue(contexte.demande.reunion, contexte.dossier.reunions, "--reunion")
            ].instance,
        )
    nom = next((n for n, i in instances.items() if i.type == "copil"), None)
    if nom is None:
        raise ErreurUsage(
            "Aucun comité de pilotage n'est décrit.", "Décrivez-le dans instances.yaml, ou donnez --instance."
        )
    return (nom,)


def _services(contexte: ContexteDocument, _: TypeDocument) -> tuple[str, ...]:
    services = contexte.dossier.services
    if contexte.demande.tous:
        return tuple(services)
    if contexte.demande.service is None:
        raise ErreurUsage("De quel service s'agit-il ?", f"Donnez --service ({', '.join(services)}) ou --tous.")
    return (_connue(contexte.demande.service, services, "--service"),)


def _dossier(contexte: ContexteDocument, _: TypeDocument) -> tuple[None]:
    if contexte.demande.reunion is not None:  # celle à laquelle un bilan est présenté
        _connue(contexte.demande.reunion, contexte.dossier.reunions, "--reunion")
    if contexte.demande.service is not None:  # ce à quoi se limite un rapport d'écarts ou une grille
        _connue(contexte.demande.service, contexte.dossier.services, "--service")
    return (None,)


def _connue(valeur: str, connues: Mapping[str, Any], option: str) -> str:
    if valeur not in connues:
        proche = francais.plus_proche(valeur, connues)
        conseil = f"Vouliez-vous dire « {proche} » ?" if proche else f"Valeurs : {', '.join(sorted(connues))}."
        raise ErreurUsage(f"« {valeur} » est inconnu pour {option}.", conseil)
    return valeur


TYPES: Mapping[str, TypeDocument] = {
    t.nom: t
    for t in (
        TypeDocument("clu", "Compte rendu du comité local des usagers", "reunion", ("clu",), raconte=True),
        TypeDocument(
            "copil",
            "Relevé de conclusions du comité de pilotage, ou de toute réunion",
            "reunion",
            ("copil",),
            raconte=True,
        ),
        TypeDocument("convocation", "Convocation à la prochaine réunion d'une instance", "instance"),
        TypeDocument("ecarts", "Rapport d'écarts : ce qui manque, par quelles pièces commencer", "dossier"),
        TypeDocument(
            "bilan", "Bilan annuel pour le comité technique, et sa synthèse publique", "dossier", a_synthese=True
        ),
        TypeDocument("lettre-mission", "Lettre de mission du référent qualité", "dossier"),
        TypeDocument("politique", "Politique qualité : périmètre, pilotage, perspectives", "dossier"),
        TypeDocument("fiche-service", "Fiche d'un service : ses taux, sa grille, ce qu'on attend de lui", "service"),
        TypeDocument("grille", "Grille d'auto-évaluation, entière ou d'un service (--service)", "dossier"),
        TypeDocument("point-etape", "Point d'étape : une page pour le préfet", "dossier"),
        TypeDocument("presence", "Fiche de présence, vierge ou renseignée", "reunion"),
        TypeDocument("indicateurs", "Fiche d'indicateurs pour le comité local des usagers", "dossier"),
    )
}
