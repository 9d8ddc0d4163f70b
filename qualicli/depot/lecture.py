"""Lire un dossier : tous les fichiers, toutes les fautes, en une fois. Un fichier fautif n'empêche pas de lire les autres."""

import gc
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice
from typing import Any

from pydantic import ValidationError

from qualicli import francais
from qualicli.depot import inventaire, series, yaml_brut
from qualicli.depot.inventaire import FauteSituee
from qualicli.depot.ramassage import Ramassage
from qualicli.depot.renommage import AncienneCle, renommer
from qualicli.depot.texte_brut import BOM, ENTETE, illisible
from qualicli.depot.traduction import FAUTES_MAX, traduire
from qualicli.erreurs import raison
from qualicli.modeles.anomalie import Chemin, Faute, Position
from qualicli.modeles.base import MOTIF_IDENTIFIANT, Objet
from qualicli.modeles.dossier import Inventaire
from qualicli.modeles.familles import AUTRES_DOSSIERS, DOSSIERS, UNIQUES, Famille

_IDENTIFIANT = re.compile(MOTIF_IDENTIFIANT)
_DE_BLOC_NOTES = re.compile(r"(?i)\.(ya?ml|md)\.txt\Z")  # le Bloc-notes de Windows ajoute cette extension
_SANS_TXT = "Retirez « .txt » à la fin de son nom."
_SANS_DEUX_POINTS = re.compile(r"[^:,{}\[\]]*([,}]|$)")
Avancement = Callable[[int, int], None]


@dataclass
class Lecture(Ramassage):
    """Ce que la lecture d'un dossier a donné, en plus de ses octets : objets par famille, fautes, objets illisibles."""

    objets: dict[str, dict[str, Objet]] = field(default_factory=dict)
    anomalies: list[tuple[str, str, Position, str, str]] = field(default_factory=list)
    illisibles: set[tuple[str, str]] = field(default_factory=set)
    premiers: dict[tuple[str, str], str] = field(default_factory=dict)
    inventaire: Inventaire = field(default_factory=Inventaire)
    renommees: dict[tuple[str, Chemin], str] = field(default_factory=dict)  # où est écrit encore un ancien nom de clé

    def situer(self, fichier: str, chemin: Chemin, cle: bool = False) -> Position:
        """Donne la ligne et la colonne d'un chemin dans un fichier lu."""
        octets = self.sources.get(fichier)
        if octets is None or (not chemin and not fichier.endswith(".md")):
            return Position(1, 1)
        if fichier.endswith(".csv"):
            return Position(int(chemin[0]), int(chemin[1]) if len(chemin) > 1 else 1)
        if fichier.endswith(".md"):
            trouve = ENTETE.match(octets)
            octets = octets[: trouve.end(1)] if trouve else b""
        if self.renommees:
            chemin = tuple(self.renommees.get((fichier, chemin[: i + 1]), pas) for i, pas in enumerate(chemin))
        return yaml_brut.situer(octets, chemin, cle)


def lire_dossier(ramassage: Ramassage, avancement: Avancement | None = None) -> Lecture:
    """Comprend les fichiers ramassés d'un dossier : les type, les situe, les inventorie. N'écrit rien."""
    lecture = Lecture(ramassage.racine, ramassage.fichiers, ramassage.fautes, ramassage.sources)
    with _sans_ramasse_miettes():
        a_lire = list(_a_lire(lecture.fichiers, lecture.fautes))
        for rang, (fichier, famille, identifiant) in enumerate(a_lire):
            if avancement and rang % 500 == 0:
                avancement(rang, len(a_lire))
            _lire_fiche(lecture, fichier, famille, identifiant)
    series.completer(lecture)
    lecture.inventaire = Inventaire(frozenset(lecture.fichiers), _empreintes(lecture))
    return lecture


@contextmanager
def _sans_ramasse_miettes() -> Iterator[None]:
    """Suspend le ramasse-miettes : ce qui est lu ne forme pas de cycle, il le reparcourrait pour rien."""
    actif = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        if actif:
            gc.enable()


def _a_lire(fichiers: Iterable[str], fautes: list[FauteSituee]) -> Iterable[tuple[str, Famille, str]]:
    uniques = {f.nom: f for f in UNIQUES}
    dossiers = {f.nom: f for f in DOSSIERS}
    inconnus: dict[str, list[str]] = {}
    for fichier in fichiers:
        tete, barre, reste = fichier.partition("/")
        famille = dossiers.get(tete) if barre else uniques.get(tete)
        if famille is None:
            if tete not in AUTRES_DOSSIERS:
                inconnus.setdefault(tete + barre, []).append(fichier)
            continue
        if not barre:
            yield fichier, famille, fichier
            continue
        radical, point, extension = reste.rpartition(".")
        if not point or reste.rpartition("/")[2].lower() == "readme.md":
            continue
        if f".{extension}" in famille.extensions:
            yield fichier, famille, radical if famille.nom == "engagements" else radical.rpartition("/")[2]
        elif extension.lower() in ("yml", "yaml", "md"):
            attendu = " ou ".join(famille.extensions)
            message = f"Dans « {tete} », les fiches sont des fichiers {attendu} : celle-ci n'est pas lue."
            fautes.append(("FMT007", Faute(fichier, (), message, "Changez son extension.")))
        elif _DE_BLOC_NOTES.search(fichier):
            fautes.append(_non_lu(fichier, f"Le fichier « {reste} »", _SANS_TXT))
    for nom, contenus in inconnus.items():
        fautes += _inattendu(nom, contenus)


def _inattendu(nom: str, contenus: list[str]) -> Iterable[FauteSituee]:
    """Dit qu'un dossier ou un fichier de premier niveau n'est pas lu, quand il ressemble à ce qui aurait dû l'être."""
    tete, est_dossier = nom.removesuffix("/"), nom.endswith("/")
    connus = [*(f.nom for f in DOSSIERS), *AUTRES_DOSSIERS] if est_dossier else [f.nom for f in UNIQUES]
    sujet = f"Le {'dossier' if est_dossier else 'fichier'} « {tete} »"
    imbrique = next((c for c in contenus if est_dossier and c.endswith("/qualicli.yaml")), None)
    if imbrique:
        message = f"Un autre dossier qualicli est imbriqué ici : « {imbrique.rpartition('/')[0]} » n'est pas lu."
        yield "FMT007", Faute(imbrique, (), message, "Sortez-le de ce dossier, ou remontez ses fichiers à la racine.")
    elif not est_dossier and _DE_BLOC_NOTES.search(tete) and not tete.lower().endswith(".md.txt"):
        yield _non_lu(tete, sujet, _SANS_TXT)
    elif proche := francais.plus_proche(tete, connus):
        yield _non_lu(tete, sujet, f"Vouliez-vous dire « {proche} » ?")
    elif any(c.lower().endswith((".yaml", ".yml")) for c in contenus):
        pourquoi = " : ce dossier n'est pas un dossier de qualicli" if est_dossier else ""
        genre = "Dossiers connus" if est_dossier else "Fichiers connus à la racine"
        yield _non_lu(tete, sujet, f"{genre} : {', '.join(connus)}.", pourquoi)


def _non_lu(fichier: str, sujet: str, conseil: str, pourquoi: str = "") -> FauteSituee:
    return "FMT007", Faute(fichier, (), f"{sujet} n'est pas lu{pourquoi}.", conseil)


def _lire_fiche(lecture: Lecture, fichier: str, famille: Famille, identifiant: str) -> None:
    premier = lecture.premiers.setdefault((famille.nom, identifiant), fichier)
    if premier != fichier:
        message = f"L'identifiant « {identifiant} » est déjà celui de {premier}."
        lecture.fautes.append(("LEC015", Faute(fichier, (), message, "Renommez l'un des deux fichiers.")))
    octets = lecture.octets(fichier)
    valeur, corps = lire_valeur(lecture, fichier, octets) if octets is not None else (None, None)
    if valeur is None:
        lecture.illisibles.add((famille.nom, identifiant))
        return
    if famille not in UNIQUES and not _IDENTIFIANT.match(identifiant) and famille.nom != "engagements":
        message = f"« {identifiant} » ne peut pas servir d'identifiant."
        conseil = "Renommez le fichier : minuscules sans accent, chiffres et tirets."
        lecture.fautes.append(("LEC016", Faute(fichier, (), message, conseil)))
    valeur["@id"], valeur["@fichier"] = identifiant, fichier
    if corps is not None:
        valeur["@corps"] = corps
    objet = construire(lecture, fichier, famille.modele, valeur)
    if objet is None:
        lecture.illisibles.add((famille.nom, identifiant))
    else:
        lecture.objets.setdefault(famille.nom, {}).setdefault(identifiant, objet)


def construire(lecture: Lecture, fichier: str, modele: type[Objet], valeur: dict[str, Any]) -> Objet | None:
    """Fait un objet d'un dictionnaire lu ; rend `None` et note chaque faute quand il n'est pas conforme."""
    for ancienne in renommer(modele, valeur):
        _dire_ancienne(lecture, fichier, ancienne)
    try:
        return modele.model_validate(valeur)
    except ValidationError as erreur:
        code = ""
        for code, chemin, cle, message, conseil in islice(traduire(modele, erreur), FAUTES_MAX):
            position = lecture.situer(fichier, chemin, cle)
            if code == "FMT001" and _suit_une_virgule(lecture, fichier, position):
                conseil = (
                    "Entre accolades, une virgule sépare deux clés : mettez le texte ou le nombre entre guillemets."
                )
            lecture.anomalies.append((code, fichier, position, message, conseil))
        if (reste := erreur.error_count() - FAUTES_MAX) > 0:
            message = f"Ce fichier a encore {francais.pluriel(reste, 'faute')} de format."
            lecture.fautes.append((code, Faute(fichier, (), message, "Corrigez d'abord les premières.")))
    except RecursionError:
        lecture.fautes.append(
            ("LEC011", Faute(fichier, (), "Le fichier est imbriqué trop profondément.", "Aplatissez-le."))
        )
    return None


def _dire_ancienne(lecture: Lecture, fichier: str, cle: AncienneCle) -> None:
    code, message = "FMT008", f"La clé « {cle.ancien} » s'appelle maintenant « {cle.nouveau} »."
    conseil = f"Écrivez « {cle.nouveau} » ; l'ancien nom est encore lu."
    if cle.en_double:
        code, conseil = "LEC002", f"Gardez « {cle.nouveau} », et supprimez « {cle.ancien} » : sa valeur serait perdue."
        message = f"La clé « {cle.nouveau} » est écrite deux fois, dont une sous son ancien nom, « {cle.ancien} »."
    else:
        lecture.renommees[fichier, (*cle.objet, cle.nouveau)] = cle.ancien
    position = lecture.situer(fichier, (*cle.objet, cle.ancien), cle=True)
    lecture.anomalies.append((code, fichier, position, message, conseil))


def _suit_une_virgule(lecture: Lecture, fichier: str, position: Position) -> bool:
    """Vrai quand une clé inconnue n'a pas même de deux-points : c'est la suite d'un texte que la virgule a coupé."""
    ligne = _lignes(lecture.sources[fichier])[position.ligne - 1]
    return _SANS_DEUX_POINTS.match(ligne, position.colonne - 1) is not None


@lru_cache(maxsize=4)
def _lignes(octets: bytes) -> list[str]:
    return octets.decode("utf-8", "replace").splitlines()


def lire_valeur(lecture: Lecture, fichier: str, octets: bytes) -> tuple[dict[str, Any] | None, str | None]:
    """Lit le YAML d'un fichier (ou l'en-tête d'un Markdown) : la valeur, et le corps pour un Markdown."""
    corps: bytes | None = None
    if octets.startswith(BOM):
        lecture.fautes.append(
            (
                "LEC007",
                Faute(
                    fichier,
                    (),
                    "Le fichier commence par une marque d'ordre des octets (BOM).",
                    "Enregistrez-le en UTF-8 sans BOM.",
                ),
            )
        )
        octets = lecture.sources[fichier] = octets.removeprefix(BOM)
    if b"\r" in octets:
        conseil = "Il est lu quand même ; LF évite des différences inutiles dans git."
        lecture.fautes.append(("LEC008", Faute(fichier, (), "Le fichier a des fins de ligne Windows (CRLF).", conseil)))
    if faute := illisible(octets):
        lecture.anomalies.append((faute[0], fichier, *faute[1:]))
        return None, None
    if fichier.endswith(".md"):
        trouve = ENTETE.match(octets)
        if trouve is None:
            ouvert = octets.startswith(b"---")
            message = (
                "L'en-tête n'est pas refermé par une ligne « --- »." if ouvert else "Le fichier n'a pas d'en-tête."
            )
            conseil = "Commencez par « --- », les clés, puis « --- » sur une ligne."
            lecture.fautes.append(("LEC009", Faute(fichier, (), message, conseil)))
            return None, None
        octets, corps = octets[: trouve.end(1)], octets[trouve.end() :]
    valeur, fautes = yaml_brut.lire(octets)
    lecture.anomalies += [(f.code, fichier, f.position, f.message, f.conseil) for f in fautes]
    _refuser_cles_reservees(lecture, fichier, valeur or {})
    return valeur, None if corps is None else corps.decode("utf-8").replace("\r\n", "\n").strip()


def _refuser_cles_reservees(lecture: Lecture, fichier: str, valeur: dict[str, Any]) -> None:
    """Ôte les clés en « @ », par lesquelles la lecture donne à un objet ce que son fichier ne dit pas."""
    for cle in [c for c in valeur if c.startswith("@")]:
        del valeur[cle]
        position = lecture.situer(fichier, (cle,), cle=True)
        lecture.anomalies.append(("FMT001", fichier, position, f"La clé « {cle} » est inconnue ici.", "Retirez-la."))


def _empreintes(lecture: Lecture) -> dict[str, str]:
    """Calcule l'empreinte des seules pièces dont une fiche en donne une."""
    empreintes, presents = {}, frozenset(lecture.fichiers)
    for objet in lecture.objets.get("preuves", {}).values():
        piece = objet.piece  # type: ignore[attr-defined]
        if objet.empreinte and piece in presents:  # type: ignore[attr-defined]
            try:
                empreintes[piece] = inventaire.empreinte(lecture.racine / piece)
            except OSError as erreur:
                message = f"Le fichier ne peut pas être lu ({raison(erreur)})."
                lecture.fautes.append(("LEC019", Faute(piece, (), message, "Vérifiez ses droits d'accès.")))
    return empreintes
