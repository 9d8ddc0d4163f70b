"""Les référentiels et leurs comparaisons, à l'écran et pour les machines."""

from collections.abc import Sequence
from typing import Any

from qualicli import francais
from qualicli.modeles.base import Sourcee
from qualicli.modeles.constats import BaremeConstats, GradeConstat
from qualicli.modeles.referentiel import Engagement, Module, Referentiel
from qualicli.rendus.diagnostic.json_ import FORMAT, ecrire
from qualicli.rendus.ecran import Ecran, caler, paragraphe
from qualicli.rendus.libelles import CERTITUDES, mot

RELATIONS = {
    "identique": "identique",
    "repris": "repris",
    "partiel": "repris en partie",
    "nouveau": "nouveau",
    "abandonne": "abandonné",
}
_STATUTS = {"en_vigueur": "en vigueur", "remplace": "remplacé", "inconnu": "statut inconnu"}


def _a_completer(referentiel: Referentiel) -> int:
    """Le nombre d'éléments évaluables dont le détail officiel n'est pas entièrement connu."""
    return sum(f.engagement.etat == "a_completer" for f in referentiel.feuilles)


def lister(referentiels: Sequence[Referentiel]) -> Ecran:
    """La liste : identifiant, version, ce que l'on en connaît."""
    ecran: Ecran = [[(f"{'Identifiant':27}{'Version':13}{'Parties':>8}{'Éléments':>12}{'Évaluables':>11}", "bold")]]
    for r in referentiels:
        engagements = sum(len(m.engagements) for m in r.modules)
        attendus = r.attendu.engagements if r.attendu else None
        compte = str(engagements) if attendus in (None, engagements) else f"{engagements} sur {attendus}"
        ecran.append(
            [(caler(r.id, 27), "cyan"), (f"{r.version:13}{len(r.modules):>8}{compte:>12}{len(r.feuilles):>11}", "")]
        )
        a_completer = _a_completer(r)
        detail = f"{r.nom}, {_STATUTS[r.statut]}"
        detail += f", {francais.pluriel(a_completer, 'élément')} à compléter" if a_completer else ""
        ecran += paragraphe(detail, "  ", style="dim")
    return ecran


def lister_json(referentiels: Sequence[Referentiel]) -> str:
    """La liste, pour les machines."""
    return ecrire(
        {
            "format": FORMAT,
            "referentiels": [
                {
                    "id": r.id,
                    "nom": r.nom,
                    "titre": r.titre,
                    "version": r.version,
                    "statut": r.statut,
                    "remplace": r.remplace,
                    "modules": len(r.modules),
                    "engagements": sum(len(m.engagements) for m in r.modules),
                    "evaluables": len(r.feuilles),
                    "a_completer": _a_completer(r),
                    "fichier": r.fichier,
                }
                for r in referentiels
            ],
        }
    )


def montrer(referentiel: Referentiel) -> Ecran:
    """Un référentiel entier : identité, règles, puis modules et engagements."""
    ecran = paragraphe(f"{referentiel.nom}, version {referentiel.version}", style="bold")
    ecran += paragraphe(referentiel.titre, "  ") if referentiel.titre else []
    ecran += paragraphe(
        f"{referentiel.editeur} · {_STATUTS[referentiel.statut]} · source {referentiel.source} "
        f"({CERTITUDES[referentiel.certitude]})",
        "  ",
        style="dim",
    )
    ecran += paragraphe(referentiel.presentation, "  ") if referentiel.presentation else []
    ecran += paragraphe(referentiel.note, "  note : ", "    ", "dim") if referentiel.note else []
    ecran += _regles(referentiel)
    for module in referentiel.modules:
        ecran += [[], *_module(referentiel, module)]
    return ecran


def _regles(referentiel: Referentiel) -> Ecran:
    ecran: Ecran = []
    for regle in referentiel.composition:
        si = f" si {regle.si}" if regle.si else ""
        texte = f"obligatoire : {regle.obligatoire}{si}" if regle.obligatoire else ""
        texte = texte or f"au moins {regle.au_moins} parmi {', '.join(regle.parmi)}{si}"
        ecran += paragraphe(f"{texte}{_certitude(regle)}", "  - composition, ", "    ")
    label = referentiel.label
    if label is not None:
        morceaux = [
            f"durée {label.duree}" if label.duree else "",
            f"suivi à {label.suivi}" if label.suivi else "",
            f"bloqué par : {', '.join(map(mot, label.bloquants))}" if label.bloquants else "",
            f"niveaux : {', '.join(label.niveaux)}" if label.niveaux else "",
        ]
        ecran += paragraphe(f"{', '.join(m for m in morceaux if m)}{_certitude(label)}", "  - label, ", "    ")
    if referentiel.constats is not None:
        ecran += paragraphe(
            f"{_echelle(referentiel.constats)}{_certitude(referentiel.constats)}", "  - constats, ", "    "
        )
    for document in referentiel.documents:
        ecran += paragraphe(f"{document.titre}{_certitude(document)}", "  - document exigé, ", "    ")
    for seuil in referentiel.seuils:
        ecran += paragraphe(
            f"{seuil.texte} : {francais.nombre(seuil.valeur)} {seuil.unite}{_certitude(seuil)}", "  - seuil, ", "    "
        )
    return ecran


def _echelle(bareme: BaremeConstats) -> str:
    """Les grades, du plus grave au moins grave, et ce que chacun demande."""
    return ", ".join(_grade(bareme, g) for g in bareme.echelle)


def _grade(bareme: BaremeConstats, grade: GradeConstat) -> str:
    seuil = bareme.bloque_a.get(grade.code)
    effets = (
        "bloque le label" if grade.bloque else f"{seuil} bloquent le label" if seuil else "",
        "à corriger" if grade.a_corriger and not grade.bloque else "",
    )
    return f"{grade.nom} ({', '.join(e for e in effets if e)})" if any(effets) else grade.nom


def _module(referentiel: Referentiel, module: Module) -> Ecran:
    titre = f"{module.code} {module.titre or '(titre à compléter)'}"
    ecran = paragraphe(titre, style="bold")
    if not module.engagements:
        ecran += paragraphe(
            f"{francais.mettre_au_pluriel(referentiel.mots.engagement)} à compléter : "
            f"{francais.le(referentiel.mots.module)} s'évalue d'un bloc",
            "  ",
            style="dim",
        )
    for engagement in module.engagements:
        si = f" [si {engagement.si}]" if engagement.si else ""
        ecran += paragraphe(f"{engagement.intitule}{si}", f"  {engagement.code:>5}  ", " " * 9)
        for exigence in engagement.exigences:
            suite = f" ({exigence.periodicite.en_rythme()})" if exigence.periodicite else ""
            texte = exigence.texte or "(texte à compléter)"
            ecran += paragraphe(texte + suite, f"         {exigence.code:<6}", " " * 15, "dim")
    return ecran


def detailler(referentiel: Referentiel, element: Module | Engagement) -> Ecran:
    """Un module ou un engagement, avec tout ce que l'on en sait et d'où cela vient."""
    if isinstance(element, Module):
        return [*_module(referentiel, element), *_provenance(referentiel, element)]
    ecran = paragraphe(f"{referentiel.id}:{element.code} · {element.intitule}", style="bold")
    for nom, valeur in (
        ("partie", element.partie),
        ("famille", element.famille),
        ("condition", element.si),
        ("canaux", ", ".join(map(mot, element.canaux))),
        ("preuves souvent citées", ", ".join(map(mot, element.exemples_preuves))),
    ):
        ecran += paragraphe(f"{nom} : {valeur}", "  ") if valeur else []
    ecran += _provenance(referentiel, element)
    for exigence in element.exigences:
        suite = f" ({exigence.periodicite.en_rythme()})" if exigence.periodicite else ""
        texte = (exigence.texte or "(texte à compléter)") + suite + _certitude(exigence)
        ecran += paragraphe(texte, f"  {exigence.code:<6}", " " * 8)
    if element.etat == "a_completer":
        nom = referentiel.vocabulaire.exigence
        connus = "connu" + francais.e(nom) + "s"
        etendue = "La liste de ses" if element.exigences else "Ses"
        verbe = "n'est pas complète" if element.exigences else f"ne sont pas {connus}"
        ecran += paragraphe(
            f"{etendue} {francais.mettre_au_pluriel(nom)} {verbe} : un complément du dossier peut les ajouter.",
            "  ",
            style="cyan",
        )
    return ecran


def _provenance(referentiel: Referentiel, element: Sourcee) -> Ecran:
    ecran: Ecran = []
    for code in (element.source or "").split(","):
        if code.strip():
            description = referentiel.sources.get(code.strip(), "")
            ecran += paragraphe(f"source {code.strip()}{_certitude(element)} : {description}", "  ", "    ", "dim")
    ecran += paragraphe(element.note, "  note : ", "    ", "dim") if element.note else []
    return ecran


def _certitude(element: Sourcee) -> str:
    return f" ({CERTITUDES[element.certitude]})" if element.certitude else ""


def montrer_json(referentiel: Referentiel, element: Module | Engagement | None = None) -> str:
    """Un référentiel, ou un de ses éléments, pour les machines."""
    objet: Any = element or referentiel
    contenu = objet.model_dump(mode="json", exclude_none=True, exclude={"fichier", "id_declare", "format"})
    return ecrire({"format": FORMAT, "referentiel": referentiel.id, "contenu": contenu})
