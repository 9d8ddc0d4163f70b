"""Ce que partagent les écrans et les tableaux des chiffres : la tête, les nombres, le JSON."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from qualicli import francais
from qualicli.diagnostic.mesures.filtres import ResultatMesures
from qualicli.modeles.temps.dates import DateImprecise
from qualicli.rendus.diagnostic.json_ import ecrire
from qualicli.rendus.ecran import Ecran, caler, paragraphe
from qualicli.rendus.markdown import echapper

FORMAT = 1
RIEN = "–"


def tete(resultat: ResultatMesures[Any], sujet: str) -> Ecran:
    """Les premières lignes d'un écran : de qui, quoi, à quelle date, et ce que l'on a choisi de voir."""
    nom = resultat.dossier.demarche.organisme.nom
    ecran: Ecran = [[(nom, "bold"), (f" · {sujet} au {francais.jour(resultat.au)}", "")]]
    if choix := resultat.filtres.en_clair(resultat.dossier):
        ecran += paragraphe(f"Seulement : {choix}.", style="cyan")
    if resultat.erreurs:
        erreurs = francais.pluriel(resultat.erreurs, "erreur")
        ecran += paragraphe(f"Attention : {erreurs} de lecture, ces chiffres sont peut-être incomplets.", style="red")
    return ecran


def tete_markdown(resultat: ResultatMesures[Any], sujet: str) -> list[str]:
    """La même, en Markdown."""
    lignes = [f"# {echapper(resultat.dossier.demarche.organisme.nom)} : {sujet} au {francais.jour(resultat.au)}", ""]
    choix = resultat.filtres.en_clair(resultat.dossier)
    return [*lignes, f"Seulement : {echapper(choix)}.", ""] if choix else lignes


def json(resultat: ResultatMesures[Any], **contenu: Any) -> str:
    """Le JSON, un contrat numéroté : on y ajoute des clés, sans en changer."""
    return ecrire({"format": FORMAT, "date": resultat.au.isoformat(), "dossier": resultat.nom, **contenu})


def rang(cellules: Iterable[str], largeurs: Sequence[int], style: str = "") -> Ecran:
    """Une ligne de tableau à l'écran : la première cellule à gauche, les nombres à droite."""
    premiere, *autres = zip(cellules, largeurs, strict=True)
    morceaux = [f"{caler(premiere[0], premiere[1] - 1)} ", *(caler(c, large, a_droite=True) for c, large in autres)]
    return [[(f"  {''.join(morceaux)}".rstrip(), style)]]


def nombre(valeur: Fraction | Decimal | int | None) -> str:
    """Un nombre au dixième, pour une personne ; un tiret quand il n'y en a pas."""
    if valeur is None:
        return RIEN
    return francais.nombre(Decimal(round(Fraction(valeur) * 10)) / 10)


def exact(valeur: Fraction | Decimal | None) -> int | float | None:
    """Un nombre pour une machine, sans arrondi."""
    if valeur is None:
        return None
    fraction = Fraction(valeur)
    return int(fraction) if fraction.denominator == 1 else float(fraction)


def taux(numerateur: int | None, denominateur: int) -> dict[str, Any] | None:
    """Un taux, son numérateur et son dénominateur."""
    if numerateur is None or not denominateur:
        return None
    pourcentage = francais.pourcentage(Fraction(numerateur, denominateur))
    return {"numerateur": numerateur, "denominateur": denominateur, "pourcentage": pourcentage}


def dire_trous(manquent: Sequence[DateImprecise]) -> str:
    """Les périodes qu'une suite n'a pas : « Sans chiffre : mars 2022 »."""
    return f"Sans chiffre : {francais.liste(p.en_clair() for p in manquent)}." if manquent else ""
