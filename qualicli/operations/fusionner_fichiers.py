"""Fusionner trois états d'un fichier : par git quand il y arrive, par objets et par clés sinon. N'écrit rien."""

import re
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

from qualicli.depot import yaml_brut
from qualicli.depot.git import Git
from qualicli.depot.texte_brut import BOM, ENTETE, illisible
from qualicli.depot.yaml_positions import scalaire_nu
from qualicli.erreurs import ErreurEcriture, ErreurGit
from qualicli.modeles.anomalie import Chemin
from qualicli.modeles.fusion_d_objets import ENTIER, RIEN, Camp, Desaccord, fusionner_objet
from qualicli.modeles.retouche import Ajouter, Poser

_NOMBRE = re.compile(r"0|-?[1-9]\d{0,8}")
Trancher = Callable[[str, Chemin], Camp | None]
CORPS = "@corps"  # le texte libre qui suit l'en-tête d'un Markdown


class TroisEtats(NamedTuple):
    """Un fichier : ce qu'il était, ce qu'il est ici, ce qu'il est chez l'autre ; `None` s'il n'existe pas."""

    base: bytes | None
    mien: bytes | None
    leur: bytes | None


@dataclass(frozen=True)
class FichierFusionne:
    """Ce que devient un fichier, et ce qui reste à trancher avant qu'il le devienne."""

    octets: bytes | None
    desaccords: tuple[Desaccord, ...] = ()


def fusionner_fichier(git: Git, fichier: str, etats: TroisEtats, trancher: Trancher) -> FichierFusionne:
    """Fusionne un fichier changé des deux côtés. Aucun marqueur de conflit n'y est jamais laissé."""
    if etats.mien and b"\0" not in etats.mien and any(b"\r\n" in octets for octets in etats if octets):
        fusion = _fusionner(git, fichier, TroisEtats(*map(_en_lf, etats)), trancher)
        en_crlf = etats.mien.count(b"\r\n") == etats.mien.count(b"\n")
        octets = fusion.octets.replace(b"\n", b"\r\n") if fusion.octets and en_crlf else fusion.octets
        return FichierFusionne(octets, fusion.desaccords)
    return _fusionner(git, fichier, etats, trancher)


def _en_lf(octets: bytes | None) -> bytes | None:
    return octets.replace(b"\r\n", b"\n") if octets and b"\0" not in octets else octets


def _fusionner(git: Git, fichier: str, etats: TroisEtats, trancher: Trancher) -> FichierFusionne:
    base, mien, leur = etats
    if mien == leur or leur == base:
        return FichierFusionne(mien)
    if mien == base:
        return FichierFusionne(leur)
    if mien is None or leur is None:
        return _entier(fichier, etats, trancher)
    lignes = _par_lignes(git, base or b"", mien, leur)
    if not fichier.endswith((".yaml", ".md")):
        return FichierFusionne(lignes) if lignes is not None else _entier(fichier, etats, trancher)
    valeurs = [lire_fiche(fichier, octets) for octets in (base, mien, leur)]
    if valeurs[1] is None or valeurs[2] is None:  # l'un des deux ne se lit pas : rien ne s'y fusionne par clés
        return _entier(fichier, etats, trancher)
    return _par_cles(fichier, etats, valeurs, lignes, trancher)


def _par_cles(
    fichier: str, etats: TroisEtats, valeurs: list[Any], lignes: bytes | None, trancher: Trancher
) -> FichierFusionne:
    base, mien, leur = valeurs
    fusion = fusionner_objet(base, mien, leur, lambda chemin: trancher(fichier, chemin))
    if [d.chemin for d in fusion.desaccords] == [(CORPS,)] and lignes is not None:
        texte = (lire_fiche(fichier, lignes) or {}).get(CORPS)
        if lire_fiche(fichier, lignes) == {**fusion.valeur, CORPS: texte}:
            return FichierFusionne(lignes)  # deux passages différents du même texte libre
    if fusion.desaccords:
        return FichierFusionne(etats.mien, tuple(fusion.desaccords))
    if lignes is not None and lire_fiche(fichier, lignes) == fusion.valeur:
        return FichierFusionne(lignes)  # git a gardé les commentaires des deux côtés
    envers = {"miens": "leurs", "leurs": "miens"}

    def trancher_a_l_envers(chemin: Chemin) -> Camp | None:
        camp = trancher(fichier, chemin)
        return envers[camp] if camp else None  # type: ignore[return-value]

    assert etats.mien is not None and etats.leur is not None  # noqa: S101 (vu par l'appelant)
    for octets, autre in ((etats.mien, fusion), (etats.leur, None)):
        voulue = autre or fusionner_objet(base, leur, mien, trancher_a_l_envers)
        if voulue.desaccords:
            continue
        composes = _retoucher(fichier, octets, voulue)
        if composes is not None and lire_fiche(fichier, composes) == voulue.valeur:
            return FichierFusionne(composes)
    return _entier(fichier, etats, trancher)


def _retoucher(fichier: str, octets: bytes, fusion: Any) -> bytes | None:
    """Pose une fusion dans un fichier en gardant ses autres octets ; rien quand son écriture ne s'y prête pas."""
    from qualicli.depot.retouche import retoucher  # ruamel.yaml se charge lentement

    corps = next((r.valeur for r in fusion.retouches if r.chemin == (CORPS,)), None)
    retouches = [_dans_son_style(octets, r) for r in fusion.retouches if r.chemin != (CORPS,)]
    try:
        composes = retoucher(octets, retouches, fichier)
    except ErreurEcriture:
        return None
    trouve = ENTETE.match(composes.removeprefix(BOM)) if corps is not None else None
    if trouve is None:
        return composes
    ecart = len(composes) - len(composes.removeprefix(BOM))
    return composes[: ecart + trouve.end()] + str(corps).encode()


def _dans_son_style(octets: bytes, retouche: Poser | Ajouter) -> Poser | Ajouter:
    """Écrit un nombre nu là où il y en avait un : rien ne dit à la fusion, qui lit des textes, qu'il l'était."""
    if (
        not isinstance(retouche, Poser)
        or not isinstance(retouche.valeur, str)
        or not _NOMBRE.fullmatch(retouche.valeur)
    ):
        return retouche
    trouve = ENTETE.match(octets.removeprefix(BOM))
    ecrite = scalaire_nu(trouve[1] if trouve else octets.removeprefix(BOM), retouche.chemin)
    return replace(retouche, valeur=Decimal(retouche.valeur)) if _NOMBRE.fullmatch(ecrite) else retouche


def lire_fiche(fichier: str, octets: bytes | None) -> Any:
    """La valeur d'une fiche, son texte libre compris ; rien si elle ne se lit pas."""
    if octets is None:
        return None
    octets = octets.removeprefix(BOM)
    if illisible(octets):
        return None
    corps = None
    if fichier.endswith(".md"):
        trouve = ENTETE.match(octets)
        if trouve is None:
            return None
        octets, corps = octets[: trouve.end(1)], octets[trouve.end() :].decode()
    valeur, fautes = yaml_brut.lire(octets)
    if fautes or not isinstance(valeur, dict):
        return None
    return valeur if corps is None else {**valeur, CORPS: corps}


def _entier(fichier: str, etats: TroisEtats, trancher: Trancher) -> FichierFusionne:
    camp = trancher(fichier, ENTIER)
    if camp is not None:
        return FichierFusionne(etats.mien if camp == "miens" else etats.leur)
    cotes = (RIEN if octets is None else octets for octets in etats)
    return FichierFusionne(etats.mien, (Desaccord(ENTIER, *cotes),))


def _par_lignes(git: Git, base: bytes, mien: bytes, leur: bytes) -> bytes | None:
    """Ce que git fusionne ligne à ligne ; rien s'il y laisserait des marqueurs, ou si ce n'est pas du texte."""
    if any(b"\0" in octets for octets in (base, mien, leur)):
        return None
    with tempfile.TemporaryDirectory(prefix="qualicli-") as ailleurs:
        noms = []
        for nom, octets in (("mien", mien), ("base", base), ("leur", leur)):
            noms.append(str(Path(ailleurs, nom)))
            Path(noms[-1]).write_bytes(octets)
        try:
            return git.demander("merge-file", "-p", "--quiet", *noms)
        except ErreurGit:  # des lignes se contredisent
            return None
