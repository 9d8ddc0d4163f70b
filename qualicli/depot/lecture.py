"""Lire un dossier : tous les fichiers, toutes les fautes, en une fois. Un fichier fautif n'empêche pas de lire les autres."""

import gc
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from itertools import islice
from typing import Any

from pydantic import ValidationError

from qualicli import francais
from qualicli.depot import fins_de_ligne, inventaire, lecture_retenue, series
from qualicli.depot.dossier_lu import DossierLu
from qualicli.depot.lecture_retenue import Lue
from qualicli.depot.ramassage import Ramassage
from qualicli.depot.renommage import AncienneCle, renommer
from qualicli.depot.texte_brut import BOM, ENTETE, illisible
from qualicli.depot.traduction import FAUTES_MAX, traduire
from qualicli.erreurs import raison
from qualicli.modeles.anomalie import Faute, FauteCodee, Position
from qualicli.modeles.base import MOTIF_IDENTIFIANT, Objet
from qualicli.modeles.dossier import Inventaire
from qualicli.modeles.familles import AUTRES_DOSSIERS, DOSSIERS, UNIQUES
from qualicli.modeles.fiche import Famille

_IDENTIFIANT = re.compile(MOTIF_IDENTIFIANT)
_COPIE = re.compile(  # ce que Windows, les espaces partagés et git ajoutent au nom d'un fichier qu'ils dédoublent
    r"(.+?)(?: - (?:copie|copy)(?: ?\(\d+\))?| ?\(\d+\)| \([^)]*(?:conflicted copy|copie en conflit)[^)]*\)"
    r"|_(?:BACKUP|BASE|LOCAL|REMOTE)_\d+|-(?:DESKTOP|LAPTOP|PC|POSTE)-\w+)",  # OneDrive y met le nom du poste
    re.IGNORECASE,
)
_DE_BLOC_NOTES = re.compile(r"(?i)\.(ya?ml|md)\.txt\Z")  # le Bloc-notes de Windows ajoute cette extension
_SANS_TXT = "Retirez « .txt » à la fin de son nom."
_SANS_DEUX_POINTS = re.compile(r"[^:,{}\[\]]*([,}]|$)")
Avancement = Callable[[int, int], None]


def lire_dossier(ramassage: Ramassage, avancement: Avancement | None = None) -> DossierLu:
    """Comprend les fichiers ramassés d'un dossier : les type, les situe, les inventorie. N'écrit rien."""
    lecture = DossierLu(**vars(ramassage))
    with _sans_ramasse_miettes():
        a_lire = list(_a_lire(lecture.fichiers, lecture.fautes))
        for rang, (fichier, famille, identifiant) in enumerate(a_lire):
            if avancement and rang % 500 == 0:
                avancement(rang, len(a_lire))
            _lire_fiche(lecture, fichier, famille, identifiant)
    series.completer(lecture)
    lecture.inventaire = Inventaire(frozenset(lecture.fichiers), *_empreintes(lecture))
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


def _a_lire(fichiers: Iterable[str], fautes: list[FauteCodee]) -> Iterable[tuple[str, Famille, str]]:
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
            yield fichier, famille, radical if famille.par_chemin else radical.rpartition("/")[2]
        elif extension.lower() in ("yml", "yaml", "md"):
            attendu = " ou ".join(famille.extensions)
            message = f"Dans « {tete} », les fiches sont des fichiers {attendu} : celle-ci n'est pas lue."
            fautes.append(FauteCodee("FMT007", Faute(fichier, (), message, "Changez son extension.")))
        elif _DE_BLOC_NOTES.search(fichier):
            fautes.append(_non_lu(fichier, f"Le fichier « {reste} »", _SANS_TXT))
    for nom, contenus in inconnus.items():
        fautes += _inattendu(nom, contenus)


def _inattendu(nom: str, contenus: list[str]) -> Iterable[FauteCodee]:
    """Dit qu'un dossier ou un fichier de premier niveau n'est pas lu, quand il ressemble à ce qui aurait dû l'être."""
    tete, est_dossier = nom.removesuffix("/"), nom.endswith("/")
    connus = [*(f.nom for f in DOSSIERS), *AUTRES_DOSSIERS] if est_dossier else [f.nom for f in UNIQUES]
    sujet = f"Le {'dossier' if est_dossier else 'fichier'} « {tete} »"
    imbrique = next((c for c in contenus if est_dossier and c.endswith("/qualicli.yaml")), None)
    if imbrique:
        message = f"Un autre dossier qualicli est imbriqué ici : « {imbrique.rpartition('/')[0]} » n'est pas lu."
        conseil = "Sortez-le de ce dossier, ou remontez ses fichiers à la racine."
        yield FauteCodee("FMT007", Faute(imbrique, (), message, conseil))
    elif not est_dossier and _DE_BLOC_NOTES.search(tete) and not tete.lower().endswith(".md.txt"):
        yield _non_lu(tete, sujet, _SANS_TXT)
    elif proche := francais.plus_proche(tete, connus):
        yield _non_lu(tete, sujet, f"Vouliez-vous dire « {proche} » ?")
    elif any(c.lower().endswith((".yaml", ".yml")) for c in contenus):
        pourquoi = " : ce dossier n'est pas un dossier de qualicli" if est_dossier else ""
        genre = "Dossiers connus" if est_dossier else "Fichiers connus à la racine"
        yield _non_lu(tete, sujet, f"{genre} : {', '.join(connus)}.", pourquoi)


def _non_lu(fichier: str, sujet: str, conseil: str, pourquoi: str = "") -> FauteCodee:
    return FauteCodee("FMT007", Faute(fichier, (), f"{sujet} n'est pas lu{pourquoi}.", conseil))


def _lire_fiche(lecture: DossierLu, fichier: str, famille: Famille, identifiant: str) -> None:
    premier = lecture.premiers.setdefault((famille.nom, identifiant), fichier)
    if premier != fichier:
        message = f"L'identifiant « {identifiant} » est déjà celui de {premier}."
        lecture.noter("LEC015", fichier, message, "Renommez l'un des deux fichiers.")
    valeur, corps = lire_valeur(lecture, fichier)
    if valeur is None:
        lecture.illisibles[famille.nom, identifiant] = fichier
        return
    if famille not in UNIQUES and not _IDENTIFIANT.match(identifiant) and not famille.par_chemin:
        message = f"« {identifiant} » ne peut pas servir d'identifiant."
        conseil = "Renommez le fichier : minuscules sans accent, chiffres et tirets."
        if copie := _COPIE.fullmatch(identifiant):
            conseil = f"C'est une copie : comparez-la à « {copie[1]} », gardez ce qui est juste, et supprimez-la."
        lecture.noter("LEC016", fichier, message, conseil)
    valeur["@id"], valeur["@fichier"] = identifiant, fichier
    if corps is not None:
        valeur["@corps"] = corps
    objet = construire(lecture, fichier, famille.modele, valeur)
    if objet is None:
        lecture.illisibles[famille.nom, identifiant] = fichier
    else:
        lecture.objets.setdefault(famille.nom, {}).setdefault(identifiant, objet)


def construire(lecture: DossierLu, fichier: str, modele: type[Objet], valeur: dict[str, Any]) -> Objet | None:
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
            lecture.noter(code, fichier, message, conseil, chemin, position)
        if (reste := erreur.error_count() - FAUTES_MAX) > 0:
            message = f"Ce fichier a encore {francais.pluriel(reste, 'faute')} de format."
            lecture.noter(code, fichier, message, "Corrigez d'abord les premières.")
    except RecursionError:
        lecture.noter("LEC011", fichier, "Le fichier est imbriqué trop profondément.", "Aplatissez-le.")
    return None


def _dire_ancienne(lecture: DossierLu, fichier: str, cle: AncienneCle) -> None:
    code, message = "FMT008", f"La clé « {cle.ancien} » s'appelle maintenant « {cle.nouveau} »."
    conseil = f"Écrivez « {cle.nouveau} » ; l'ancien nom est encore lu."
    if cle.en_double:
        code, conseil = "LEC002", f"Gardez « {cle.nouveau} », et supprimez « {cle.ancien} » : sa valeur serait perdue."
        message = f"La clé « {cle.nouveau} » est écrite deux fois, dont une sous son ancien nom, « {cle.ancien} »."
    else:
        lecture.renommees[fichier, (*cle.objet, cle.nouveau)] = cle.ancien
    chemin = (*cle.objet, cle.ancien)
    lecture.noter(code, fichier, message, conseil, chemin, lecture.situer(fichier, chemin, cle=True))


def _suit_une_virgule(lecture: DossierLu, fichier: str, position: Position) -> bool:
    """Vrai quand une clé inconnue n'a pas même de deux-points : c'est la suite d'un texte que la virgule a coupé."""
    ligne = _lignes(lecture.sources[fichier])[position.ligne - 1]
    return _SANS_DEUX_POINTS.match(ligne, position.colonne - 1) is not None


@lru_cache(maxsize=4)
def _lignes(octets: bytes) -> list[str]:
    return octets.decode("utf-8", "replace").splitlines()


def lire_valeur(lecture: DossierLu, fichier: str) -> Lue:
    """Lit le YAML d'un fichier (ou l'en-tête d'un Markdown) : la valeur, et le corps pour un Markdown.

    Des octets déjà lus une fois, ici ou ailleurs, ne le sont pas deux : la mémoire en garde la valeur et les fautes.
    """
    if not lecture.prendre(fichier):
        return None, None
    trouvee, souvenirs = lecture.empreintes.get(fichier), lecture.souvenirs
    if trouvee is None or souvenirs is None:
        return _lire_octets(lecture, fichier)
    genre = fichier.rpartition(".")[2]
    retenue = souvenirs.lecture(trouvee, genre)
    lue = lecture_retenue.relire(lecture, fichier, retenue) if retenue is not None else None
    if lue is None:
        deja = len(lecture.fautes)
        lue = _lire_octets(lecture, fichier)
        neuve = lecture_retenue.ecrire(lue, lecture.fautes[deja:], lecture.sources[fichier])
        if neuve is not None:
            souvenirs.retenir(trouvee, genre, neuve)
    return lue


def _lire_octets(lecture: DossierLu, fichier: str) -> Lue:
    octets, corps = lecture.sources[fichier], None
    if octets.startswith(BOM):
        message = "Le fichier commence par une marque d'ordre des octets (BOM)."
        lecture.noter("LEC007", fichier, message, "Enregistrez-le en UTF-8 sans BOM.")
        octets = lecture.sources[fichier] = octets.removeprefix(BOM)
    if b"\r" in octets:
        conseil = "Il est lu quand même ; LF évite des différences inutiles dans git."
        lecture.noter("LEC008", fichier, "Le fichier a des fins de ligne Windows (CRLF).", conseil)
    if faute := illisible(octets):
        lecture.fautes.append(faute.dans(fichier))
        return None, None
    if fichier.endswith(".md"):
        trouve = ENTETE.match(octets)
        if trouve is None:
            ouvert = octets.startswith(b"---")
            message = (
                "L'en-tête n'est pas refermé par une ligne « --- »." if ouvert else "Le fichier n'a pas d'en-tête."
            )
            conseil = "Commencez par « --- », les clés, puis « --- » sur une ligne."
            lecture.noter("LEC009", fichier, message, conseil)
            return None, None
        octets, corps = octets[: trouve.end(1)], octets[trouve.end() :]
    from qualicli.depot import yaml_brut  # tard : un dossier inchangé ne compose rien

    valeur, fautes = yaml_brut.lire(octets)
    lecture.fautes += [faute.dans(fichier) for faute in fautes]
    _refuser_cles_reservees(lecture, fichier, valeur or {})
    return valeur, None if corps is None else corps.decode("utf-8").replace("\r\n", "\n").strip()


def _refuser_cles_reservees(lecture: DossierLu, fichier: str, valeur: dict[str, Any]) -> None:
    """Ôte les clés en « @ », par lesquelles la lecture donne à un objet ce que son fichier ne dit pas."""
    for cle in [c for c in valeur if c.startswith("@")]:
        del valeur[cle]
        position = lecture.situer(fichier, (cle,), cle=True)
        lecture.noter("FMT001", fichier, f"La clé « {cle} » est inconnue ici.", "Retirez-la.", (cle,), position)


def _empreintes(lecture: DossierLu) -> tuple[dict[str, str], frozenset[str], frozenset[str]]:
    """L'empreinte des seules pièces dont une fiche en donne une, et ce que git fait, ou peut faire, de leurs fins de ligne."""
    empreintes, presents, converties = {}, frozenset(lecture.fichiers), set()
    for objet in lecture.objets.get("preuves", {}).values():
        piece = objet.piece  # type: ignore[attr-defined]
        if objet.empreinte and piece in presents:  # type: ignore[attr-defined]
            try:
                chemin = inventaire.chemin_reel(lecture.racine, piece)
                trouvee = lecture.empreinte_piece(piece, chemin)
                empreintes[piece], convertie = fins_de_ligne.relever(chemin, objet.empreinte, trouvee)  # type: ignore[attr-defined]
                converties |= {piece} if convertie else set()
            except OSError as erreur:
                if piece in lecture.sources:  # une pièce que l'on s'apprête à poser n'est pas encore sur le disque
                    empreintes[piece] = inventaire.empreinte_octets(lecture.sources[piece])
                    continue
                message = f"Le fichier ne peut pas être lu ({raison(erreur)})."
                lecture.noter("LEC019", piece, message, "Vérifiez ses droits d'accès.")
    exposees = fins_de_ligne.exposees(lecture.attributs, empreintes)
    return empreintes, frozenset(converties), exposees
