"""Le parcours vers le label : à l'écran, en JSON, en Markdown."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from qualicli import francais
from qualicli.diagnostic.parcours.resultat import (
    EtapeSuivie,
    EtatEtape,
    GesteConseille,
    ParcoursSuivi,
    SigneLu,
    prochains_gestes,
)
from qualicli.diagnostic.resultat import ResultatDiagnostic
from qualicli.rendus.diagnostic.json_ import ecrire
from qualicli.rendus.documents.socle.ecarts import dire_echeance
from qualicli.rendus.ecran import Ecran, paragraphe
from qualicli.rendus.libelles import mot
from qualicli.rendus.markdown import echapper, tableau

FORMAT = 1
ETATS: Mapping[EtatEtape, str] = {
    "faite": "faite",
    "en_cours": "en cours",
    "a_faire": "à faire",
    "sans_objet": "sans objet",
}
_SIGNES = {"faite": ("✓", "green"), "en_cours": ("→", "yellow"), "a_faire": ("·", "red"), "sans_objet": ("-", "dim")}


class Commandes:
    """Écrit un geste comme on le tape : le dossier et la date y sont quand on les a donnés."""

    def __init__(self, dossier: Path | None, au: date | None) -> None:
        self._dossier, self._au = dossier, au

    def ecrire(self, geste: GesteConseille) -> str:
        """« qualicli ecarts exemples/loire-2022 --sans-action --date 2022-03-15 »."""
        mots = list(geste.commande)
        options = next((rang for rang, m in enumerate(mots) if m.startswith("-")), len(mots))
        if self._dossier is not None:
            mots.insert(options, str(self._dossier))
        if self._au is not None and "--date" not in mots:
            mots += ["--date", self._au.isoformat()]
        return " ".join(["qualicli", *(f'"{m}"' if set(m) & set(" '&()") else m for m in mots)])


def rendre(resultat: ResultatDiagnostic, parcours: Sequence[ParcoursSuivi], commandes: Commandes) -> Ecran:
    """Compose l'écran : chaque étape et pourquoi elle en est là, puis les prochains gestes."""
    diagnostic = resultat.diagnostic
    nom = diagnostic.dossier.demarche.organisme.nom
    ecran: Ecran = [[(nom, "bold"), (f" · parcours au {francais.jour(diagnostic.au)}", "")]]
    if resultat.erreurs:
        erreurs = francais.pluriel(resultat.erreurs, "erreur")
        ecran += paragraphe(f"Attention : {erreurs} dans le dossier. « qualicli valider » les montre.", style="red")
    for suivi in parcours:
        ecran += [[], [(suivi.resultat.referentiel.nom, "bold"), (f" : {_compter(suivi)}", "")]]
        for rang, etape in enumerate(suivi.etapes, 1):
            ecran += _etape(resultat, rang, etape)
        ecran += paragraphe(f"Étapes : {suivi.source} ({mot(suivi.certitude)}).", style="dim")
    return [*ecran, [], *_gestes(parcours, commandes)]


def _compter(suivi: ParcoursSuivi) -> str:
    """« 7 étapes faites, 3 en cours, 2 à faire »."""
    comptes = [(etat, suivi.comptes[etat]) for etat in ETATS if etat in suivi.comptes]
    textes = [f"{n} {francais.accorder(n, 'faite') if etat == 'faite' else ETATS[etat]}" for etat, n in comptes]
    return f"{francais.pluriel(len(suivi.etapes), 'étape')}, {francais.liste(textes)}"


def _etape(resultat: ResultatDiagnostic, rang: int, suivie: EtapeSuivie) -> Ecran:
    signe, style = _SIGNES[suivie.etat]
    prevue, au = suivie.prevue, resultat.diagnostic.au
    depassee = " (dépassée)" if prevue and prevue.est_depassee(au) else ""
    etat = ETATS[suivie.etat] + (f", prévue {prevue.en_complement()}{depassee}" if prevue else "")
    ecran: Ecran = paragraphe(f"{suivie.etape.titre} : {etat}", f" {signe} {rang:>2} ", "      ", style)
    for lu in suivie.signes:
        ecran += paragraphe(f"{lu.texte} ({_lieu(resultat, lu)})", "      ", "        ", "dim")
    return ecran


def _lieu(resultat: ResultatDiagnostic, lu: SigneLu) -> str:
    ligne = _ligne(resultat, lu)
    return f"{lu.fichier}:{ligne}" if ligne else lu.fichier


def _ligne(resultat: ResultatDiagnostic, lu: SigneLu) -> int | None:
    """La ligne d'un signe ; aucune quand il désigne tout un fichier, ou un dossier."""
    return resultat.situer(lu.fichier, lu.chemin).ligne if lu.chemin else None


def _gestes(parcours: Sequence[ParcoursSuivi], commandes: Commandes) -> Ecran:
    gestes = prochains_gestes(tuple(parcours))
    if not gestes:
        return paragraphe(_sans_geste(parcours), style="bold")
    ecran: Ecran = [[("Prochains gestes", "bold")]]
    for rang, geste in enumerate(gestes, 1):
        ecran += paragraphe(geste.texte, f" {rang}. ", "    ")
        ecran.append([(f"    {commandes.ecrire(geste)}", "cyan")])
    return ecran


def _sans_geste(parcours: Sequence[ParcoursSuivi]) -> str:
    """Pourquoi il n'y a rien à faire."""
    if parcours:
        return "Toutes les étapes sont franchies."
    return "Aucun référentiel au périmètre, donc aucun parcours : ajoutez-en un dans qualicli.yaml."


def json(resultat: ResultatDiagnostic, parcours: Sequence[ParcoursSuivi], commandes: Commandes) -> str:
    """Le parcours pour les machines. Contrat numéroté : on ajoute des clés, on n'en change pas le sens."""
    diagnostic = resultat.diagnostic
    gestes = prochains_gestes(tuple(parcours))
    contenu = {
        "format": FORMAT,
        "date": diagnostic.au.isoformat(),
        "dossier": resultat.nom,
        "anomalies": resultat.erreurs,
        "referentiels": [_referentiel(resultat, suivi) for suivi in parcours],
        "gestes": [{"texte": g.texte, "commande": commandes.ecrire(g)} for g in gestes],
    }
    return ecrire(contenu)


def _referentiel(resultat: ResultatDiagnostic, suivi: ParcoursSuivi) -> dict[str, Any]:
    return {
        "id": suivi.resultat.referentiel.id,
        "nom": suivi.resultat.referentiel.nom,
        "source": suivi.source,
        "certitude": suivi.certitude,
        "etapes": [
            {
                "id": e.etape.id,
                "titre": e.etape.titre,
                "etat": e.etat,
                "prevue": e.prevue.texte if e.prevue else None,
                "source": e.etape.source or suivi.source,
                "certitude": e.etape.certitude or suivi.certitude,
                "note": e.etape.note,
                "pourquoi": [_signe(resultat, s) for s in e.signes],
            }
            for e in suivi.etapes
        ],
    }


def _signe(resultat: ResultatDiagnostic, lu: SigneLu) -> dict[str, Any]:
    return {"etat": lu.etat, "texte": lu.texte, "fichier": lu.fichier, "ligne": _ligne(resultat, lu)}


def markdown(resultat: ResultatDiagnostic, parcours: Sequence[ParcoursSuivi], commandes: Commandes) -> str:
    """Le parcours en Markdown : un tableau par référentiel, puis les gestes."""
    au = francais.jour(resultat.diagnostic.au)
    nom = resultat.diagnostic.dossier.demarche.organisme.nom
    parties = [f"# Parcours vers le label au {au}", echapper(nom)]
    for suivi in parcours:
        parties += [f"## {echapper(suivi.resultat.referentiel.nom)}", f"{_compter(suivi)}."]
        parties.append(tableau(("Étape", "État", "Prévue", "Pourquoi", "Où"), _lignes(resultat, suivi)))
        parties.append(f"Étapes : {echapper(suivi.source)} ({mot(suivi.certitude)}).")
    gestes = prochains_gestes(tuple(parcours))
    suites = [f"{rang}. {echapper(g.texte)}\n\n   `{commandes.ecrire(g)}`" for rang, g in enumerate(gestes, 1)]
    parties += ["## Prochains gestes", *(suites or [_sans_geste(parcours)])]
    return "\n\n".join(parties) + "\n"


def _lignes(resultat: ResultatDiagnostic, suivi: ParcoursSuivi) -> Iterator[tuple[str, ...]]:
    for e in suivi.etapes:
        prevue = dire_echeance(e.prevue, resultat.diagnostic.au) if e.prevue else ""
        pourquoi, ou = " ; ".join(s.texte for s in e.signes), ", ".join(_lieu(resultat, s) for s in e.signes)
        yield e.etape.titre, ETATS[e.etat], prevue, pourquoi, ou
