"""Les longues séries tenues en .csv à côté de leur fiche : mesures d'un indicateur, lignes d'un registre."""

import csv
import io
import posixpath
import unicodedata
from typing import Any

from pydantic import BaseModel, ValidationError

from qualicli import francais
from qualicli.depot.dossier_lu import DossierLu
from qualicli.depot.texte_brut import BOM, illisible
from qualicli.depot.traduction import FAUTES_MAX, cles_admises, traduire
from qualicli.modeles.ecoute import Indicateur, Mesure
from qualicli.modeles.registre import LigneRegistre, Registre

COLONNES_MAX = 100


def completer(lecture: DossierLu) -> None:
    """Ajoute aux indicateurs et aux registres les lignes de leur fichier .csv ; une série fautive n'est pas lue du tout."""
    for nom, indicateur in list(lecture.objets.get("indicateurs", {}).items()):
        if isinstance(indicateur, Indicateur) and indicateur.serie:
            lignes = _lire(lecture, indicateur.fichier, "serie", indicateur.serie, Mesure)
            lu = {"serie": None} if lignes is None else {"mesures": (*indicateur.mesures, *lignes)}
            lecture.objets["indicateurs"][nom] = indicateur.model_copy(update=lu)
    for nom, registre in list(lecture.objets.get("registres", {}).items()):
        if isinstance(registre, Registre) and registre.fichier_lignes:
            lignes = _lire(lecture, registre.fichier, "lignes", registre.fichier_lignes, LigneRegistre)
            lu = {"fichier_lignes": None} if lignes is None else {"lignes": tuple(lignes)}
            lecture.objets["registres"][nom] = registre.model_copy(update=lu)


def _lire(lecture: DossierLu, fiche: str, cle: str, relatif: str, modele: type[BaseModel]) -> list[Any] | None:
    fichier = posixpath.normpath(posixpath.join(posixpath.dirname(fiche), unicodedata.normalize("NFC", relatif)))
    if fichier not in lecture.fichiers:
        message = f"Le fichier « {relatif} » est introuvable à côté de la fiche."
        lecture.noter("LEC018", fiche, message, "Déposez-le, ou retirez la clé.", (cle,))
        return None
    octets = lecture.octets(fichier)
    if octets is None:
        return None
    octets = octets.removeprefix(BOM)
    if faute := illisible(octets):
        lecture.fautes.append(faute.dans(fichier))
        return None
    return _lire_lignes(lecture, fichier, octets.decode("utf-8"), modele)


def _lire_lignes(lecture: DossierLu, fichier: str, texte: str, modele: type[BaseModel]) -> list[Any] | None:
    separateur = ";" if ";" in texte.partition("\n")[0] else ","
    lecteur = csv.reader(io.StringIO(texte, newline=""), delimiter=separateur)
    deja = len(lecture.fautes)
    try:
        entetes = [e.strip() for e in next(lecteur, [])]
        _verifier_entetes(lecture, fichier, entetes, modele)
        if len(lecture.fautes) > deja:
            return None
        lignes = []
        for valeurs in lecteur:
            if len(lecture.fautes) - deja >= FAUTES_MAX:
                message = "Trop de fautes : la suite du fichier n'est pas lue."
                conseil = "Corrigez d'abord les premières."
                lecture.noter("LEC018", fichier, message, conseil, (lecteur.line_num,))
                break
            if any(v.strip() for v in valeurs):
                lignes.append(_ligne(lecture, fichier, lecteur, entetes, valeurs, modele))
    except csv.Error:
        conseil = "Vérifiez les guillemets."
        lecture.noter("LEC018", fichier, "La ligne n'est pas du CSV lisible.", conseil, (lecteur.line_num,))
        return None
    return lignes if len(lecture.fautes) == deja else None


def _verifier_entetes(lecture: DossierLu, fichier: str, entetes: list[str], modele: type[BaseModel]) -> None:
    connus = cles_admises(modele, ())
    admises = f"Colonnes admises : {', '.join(sorted(connus))}."
    if (compte := sum(map(bool, entetes))) > COLONNES_MAX:
        message = f"La première ligne compte {compte} colonnes : ce n'est pas la série attendue."
        lecture.noter("FMT001", fichier, message, admises)
        return
    for rang, entete in enumerate(entetes):
        if entete and entete in entetes[:rang]:
            message = f"La colonne « {entete} » est écrite deux fois."
            conseil = "Gardez-en une seule : l'autre serait perdue."
            lecture.noter("LEC002", fichier, message, conseil, (1, rang + 1))
        if entete and entete not in connus:
            proche = francais.plus_proche(entete, connus)
            conseil = f"Vouliez-vous dire « {proche} » ?" if proche else admises
            lecture.noter("FMT001", fichier, f"La colonne « {entete} » est inconnue.", conseil, (1, rang + 1))


def _ligne(
    lecture: DossierLu, fichier: str, lecteur: Any, entetes: list[str], valeurs: list[str], modele: type[BaseModel]
) -> Any:
    if any(v.strip() for v in valeurs[len(entetes) :]):  # « 2021-01,3,5 » : la moitié d'un nombre se perdrait
        message = f"La ligne a {len(valeurs)} valeurs pour {francais.pluriel(len(entetes), 'colonne')}."
        conseil = "Séparez les colonnes par des « ; », ou mettez entre guillemets un nombre à virgule."
        lecture.noter("FMT001", fichier, message, conseil, (lecteur.line_num, len(entetes) + 1))
        return None
    ligne = {e: v.strip() for e, v in zip(entetes, valeurs, strict=False) if v.strip()}
    try:
        return modele.model_validate(ligne)
    except ValidationError as erreur:
        for code, chemin, _, message, conseil in traduire(modele, erreur):
            colonne = entetes.index(str(chemin[0])) + 1 if chemin and chemin[0] in entetes else 1
            lecture.noter(code, fichier, message, conseil, (lecteur.line_num, colonne))
        return None
