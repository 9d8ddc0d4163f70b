"""Les référentiels de la démarche, ce qu'ils imposent, et ceux avec lesquels ils sont compatibles."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from qualicli import francais
from qualicli.modeles.referentiel import Module, Referentiel
from qualicli.modeles.reunion import Reunion
from qualicli.rendus import libelles
from qualicli.rendus.documents.socle.bloc import BlocDocument, VueBloc
from qualicli.rendus.documents.socle.contexte import ContexteDocument


@dataclass(frozen=True, slots=True)
class ReferentielVu:
    """Un référentiel présenté : ce qu'il est, ses modules, ce qu'il impose ; `compte` pour ceux que l'on ne fait que citer."""

    nom: str
    version: str
    presentation: str
    compte: str
    modules: tuple[str, ...]
    regles: tuple[str, ...]
    les_modules: str  # « modules », ou le mot du référentiel


def presenter_referentiels(contexte: ContexteDocument) -> tuple[ReferentielVu, ...]:
    """Les référentiels avec lesquels ceux du périmètre se disent compatibles, puis ceux du périmètre."""
    connus = contexte.dossier.referentiels
    vises = dict.fromkeys(p.referentiel for p in contexte.dossier.demarche.perimetre if p.referentiel in connus)
    cites = dict.fromkeys(c for v in vises for m in connus[v].modules for c in m.compatible_avec if c in connus)
    return (
        *(_referentiel(connus, connus[c]) for c in cites if c not in vises),
        *(_referentiel(connus, connus[v], vise=True) for v in vises),
    )


def _referentiel(connus: Mapping[str, Referentiel], referentiel: Referentiel, vise: bool = False) -> ReferentielVu:
    parmi = {c for regle in referentiel.composition for c in regle.parmi}
    imposes = {regle.obligatoire for regle in referentiel.composition if regle.obligatoire}
    offerts = [m for m in referentiel.modules if m.code in parmi | imposes] or list(referentiel.modules)
    return ReferentielVu(
        referentiel.nom,
        libelles.version(referentiel),
        (referentiel.presentation or "") if vise else "",
        _compte(referentiel),
        tuple(_module_offert(connus, m, m.code in imposes) for m in offerts) if vise else (),
        tuple(_regles(referentiel)) if vise else (),
        francais.mettre_au_pluriel(referentiel.mots.module),
    )


def _compte(referentiel: Referentiel) -> str:
    """« 19 engagements, dont 14 pour les usagers et 5 pour le pilotage », d'après ce que le référentiel annonce."""
    attendu = referentiel.attendu
    if attendu is None or attendu.engagements is None:
        return ""
    familles = [f"{nombre} pour {francais.le(nom)}" for nom, nombre in attendu.familles.items()]
    suite = f", dont {francais.liste(familles)}" if familles else ""
    return f"{francais.pluriel(attendu.engagements, referentiel.vocabulaire.engagement)}{suite}"


def _module_offert(connus: Mapping[str, Referentiel], module: Module, impose: bool) -> str:
    compatibles = [connus[c].nom for c in module.compatible_avec if c in connus]
    precisions = (
        "obligatoire" if impose else "",
        "pour tous les services" if module.portee == "tous_services" else "",
        f"compatible avec {francais.liste(compatibles)}" if compatibles else "",
    )
    suite = ", ".join(filter(None, precisions))
    return f"{francais.minuscule(module.titre or module.code)}{f' ({suite})' if suite else ''}"


def _regles(referentiel: Referentiel) -> Iterator[str]:
    for regle in referentiel.composition:
        if regle.au_moins:
            combien, total = francais.en_lettres(regle.au_moins), francais.en_lettres(len(regle.parmi))
            yield f"au moins {combien} des {total} qui ne sont pas obligatoires"


@dataclass(frozen=True, slots=True)
class VueReferentiels(VueBloc):
    """Les référentiels de la démarche."""

    referentiels: tuple[ReferentielVu, ...]


def composer(contexte: ContexteDocument, _reunion: Reunion) -> VueReferentiels:
    """Compose le bloc : un référentiel est le même à toute date."""
    return VueReferentiels(presenter_referentiels(contexte))


BLOC = BlocDocument("les référentiels, leurs parties et ce qu'ils imposent", VueReferentiels, composer)
