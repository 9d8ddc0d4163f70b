"""Nommer pour ce qu'il est un fichier qui n'est pas un classeur que l'on lit, d'après son contenu et non son nom."""

import re

from qualicli.echanges.lecture.archive import Archive, ClasseurRefuse

_VERROUS = ("~$", ".~lock.")  # ce qu'Excel et LibreOffice posent à côté d'un classeur ouvert
_ENREGISTREZ = "Ouvrez-le dans un tableur et enregistrez-le en .xlsx ou en .ods."
_SIGNATURES = (
    (rb"\xd0\xcf\x11\xe0", "un classeur d'un ancien format (.xls), ou un document Office ancien"),
    (rb"\x09[\x00\x02\x04\x08].{2}", "un classeur d'un très ancien format (.xls)"),
    (rb"%PDF-", "un PDF"),
    (rb"\{\\rtf", "un document RTF"),
    (rb"\x89PNG|\xff\xd8\xff|GIF8|BM.{4}\0\0\0\0|II\*\0|MM\0\*", "une image"),
    (rb"7z\xbc\xaf\x27\x1c|Rar!\x1a\x07|\x1f\x8b", "une archive"),
    (rb"SQLite format 3\0", "une base de données"),
    (rb"(?i)(?:\s|\xef\xbb\xbf)*(?:<!doctype html|<html|<head|<meta|<style|<table|<body)", "une page web (HTML)"),
    (rb"(?i)MIME-Version:", "une page web (MHTML)"),
    (rb"\s*<\?xml[^>]*>\s*<\?mso-application progid=\"Excel", "un classeur au format XML de 2003"),
    (rb"(?:\xef\xbb\xbf)?\s*<\?xml", "un fichier XML"),
)


def refuser_verrou(nom: str) -> None:
    """Refuse le fichier qu'un tableur pose tant qu'un classeur est ouvert : il n'en a que le nom."""
    if nom.startswith(_VERROUS):
        raise ClasseurRefuse(
            "ce n'est pas un classeur, mais le verrou d'un classeur ouvert ailleurs",
            f"Donnez le classeur lui-même{_du_classeur(nom)}, une fois fermé.",
        )


def _du_classeur(verrou: str) -> str:
    nom = verrou.removeprefix("~$").removeprefix(".~lock.").removesuffix("#")
    return f" (« {nom} », ou un nom proche)" if nom else ""


def est_un_verrou(octets: bytes) -> bool:
    """Vrai pour le contenu d'un verrou d'Excel, renommé : la longueur d'un nom d'utilisateur, ce nom, du remplissage."""
    return len(octets) in (162, 165) and 0 < octets[0] <= 54 and not octets[1 + octets[0] : 54].strip(b" \0")


def nommer(octets: bytes) -> ClasseurRefuse | None:
    """Le refus d'un fichier dont le début dit la nature ; rien quand il peut être un texte."""
    if est_un_verrou(octets):
        return ClasseurRefuse("c'est le verrou d'un classeur ouvert ailleurs", "Donnez le classeur lui-même.")
    if octets.startswith(b"\xd0\xcf\x11\xe0") and "EncryptedPackage".encode("utf-16-le") in octets:
        return ClasseurRefuse("il est protégé par un mot de passe", "Enregistrez-le sans mot de passe.")
    debut = octets[:1024]
    nature = next((quoi for motif, quoi in _SIGNATURES if re.match(motif, debut, re.DOTALL)), "")
    return ClasseurRefuse(f"c'est {nature}", _ENREGISTREZ) if nature else None


def nommer_archive(archive: Archive, principale: str) -> ClasseurRefuse:
    """Le refus d'une archive qui n'est pas un classeur, ou pas un classeur que l'on lit."""
    nature = "une archive, pas un classeur .xlsx ni .ods"
    if principale.endswith(".bin"):
        nature = "un classeur binaire (.xlsb)"
    elif principale.startswith("word/"):
        nature = "un document Word (.docx), pas un classeur"
    elif principale.startswith("ppt/"):
        nature = "une présentation (.pptx), pas un classeur"
    elif archive.contient("Index/Document.iwa"):
        nature = "un classeur Numbers"
    elif archive.contient("content.xml"):
        nature = "un document OpenDocument qui n'est pas un classeur"
    return ClasseurRefuse(f"c'est {nature}", _ENREGISTREZ)
