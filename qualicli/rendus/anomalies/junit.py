"""Le bilan en JUnit XML : un cas par anomalie, que toute intégration continue sait montrer."""

import re
from typing import TYPE_CHECKING

from qualicli.modeles.anomalie import Anomalie, AnomalieSupprimee, Bilan, Gravite
from qualicli.rendus.anomalies.presentation import Presentation, justifier, numeroter

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_HORS_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def rendre(bilan: Bilan, presentation: Presentation) -> str:
    """Rend un cas par anomalie : seule une erreur échoue, comme le code de sortie ; une anomalie acceptée est sautée."""
    from xml.etree import ElementTree as Xml

    acceptees = {s.anomalie: s for s in bilan.supprimees}
    suites = Xml.Element("testsuites")
    suite = Xml.SubElement(suites, "testsuite", name="qualicli valider")
    for anomalie, rang in numeroter(sorted([*bilan.anomalies, *acceptees]), lambda a: (a.fichier, a.code)):
        nom = anomalie.code if rang == 1 else f"{anomalie.code} ({rang})"
        fichier = _propre(presentation.chemin(anomalie.fichier))
        cas = Xml.SubElement(suite, "testcase", classname=fichier, name=nom, file=fichier, line=str(anomalie.ligne))
        _juger(cas, anomalie, acceptees.get(anomalie))
    if not len(suite):
        Xml.SubElement(suite, "testcase", classname=_propre(bilan.dossier), name="aucune anomalie")
    for element in (suites, suite):
        comptes = {"tests": "testcase", "failures": "testcase/failure", "skipped": "testcase/skipped"}
        element.attrib |= {nom: str(len(suite.findall(chemin))) for nom, chemin in comptes.items()}
    Xml.indent(suites)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{Xml.tostring(suites, "unicode")}\n'


def _juger(cas: "Element", anomalie: Anomalie, acceptee: AnomalieSupprimee | None) -> None:
    from xml.etree.ElementTree import SubElement

    lieu = f"{anomalie.fichier}:{anomalie.ligne}:{anomalie.colonne}"
    texte = _propre(f"{lieu}: {anomalie.gravite.nom} {anomalie.code} : {anomalie.message}\n{anomalie.conseil}".rstrip())
    if acceptee is not None:
        SubElement(cas, "skipped", message=_propre(justifier(acceptee))).text = texte
    elif anomalie.gravite is Gravite.ERREUR:
        SubElement(cas, "failure", type=anomalie.code, message=_propre(anomalie.message)).text = texte
    else:
        SubElement(cas, "system-out").text = texte


def _propre(texte: str) -> str:
    """Remplace les caractères qu'aucun document XML ne peut contenir, même échappés."""
    return _HORS_XML.sub("\ufffd", texte)
