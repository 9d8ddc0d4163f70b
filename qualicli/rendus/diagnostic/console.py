"""Le diagnostic à l'écran : ce qui compte, en 80 colonnes, sur une page."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date

from qualicli import francais
from qualicli.diagnostic.ecarts import Ecart
from qualicli.diagnostic.etablir import DiagnosticReferentiel
from qualicli.diagnostic.obligations.resultat import Tranche, ranger
from qualicli.diagnostic.resultat import Mouvement, ResultatDiagnostic
from qualicli.diagnostic.synthese import SyntheseTaux
from qualicli.diagnostic.taux import Taux
from qualicli.modeles.dossier import Dossier
from qualicli.rendus.diagnostic.tableaux import decouper, dire_dominante, qui_doit
from qualicli.rendus.ecran import LARGEUR, Ecran, Morceau, barre, caler, largeur, paragraphe
from qualicli.rendus.labels import ETATS_ECHEANCES, dire_echeances, dire_labels
from qualicli.rendus.libelles import (
    CAUSES,
    NIVEAUX,
    SENS,
    STATUTS_MODULE,
    accorder_cause,
    engagements_tenus,
    nommer_lieu,
    nommer_site,
)

URGENTS = 5
_PRESSENT: Mapping[Tranche, str] = {"retard": "en retard", "semaine": "cette semaine", "mois": "ce mois-ci"}
_BARRE = 8
_PLACES = (14, 14, 18)  # au moins, pour les trois taux ; un chiffre plus long élargit sa colonne, jamais ne se coupe
_STYLES_SENS = {
    "gagne": "green",
    "avance": "green",
    "evalue": "cyan",
    "perdu": "red",
    "recule": "red",
    "entre": "cyan",
    "sorti": "cyan",
}


def rendre(resultat: ResultatDiagnostic, decoupages: Sequence[str]) -> Ecran:
    """Compose l'écran du diagnostic, ses taux découpés comme on l'a demandé."""
    diagnostic, dossier = resultat.diagnostic, resultat.diagnostic.dossier
    nom = dossier.demarche.organisme.nom
    ecran: Ecran = [[(nom, "bold"), (f" · diagnostic au {francais.jour(diagnostic.au)}", "")]]
    filtre = resultat.filtres.en_clair
    if filtre:
        ecran += paragraphe(f"Seulement : {filtre}. Le verdict porte sur la démarche entière.", style="cyan")
    if resultat.erreurs:
        ecran += paragraphe(
            f"Attention : {francais.pluriel(resultat.erreurs, 'erreur')} dans le dossier, ces chiffres sont peut-être "
            "incomplets. « qualicli valider » les montre.",
            style="red",
        )
    for bloc in diagnostic.referentiels:
        ecran += [[], *_taux(dossier, bloc, decoupages)]
        ecran += [[], *_verdict(dossier, bloc)]
        ecran += [[], *_ecarts(dossier, bloc)]
        if resultat.mouvement is not None:
            ecran += [[], *_mouvement(dossier, resultat.mouvement, bloc)]
    return [*ecran, *_labels(dossier, diagnostic.au, resultat.filtres.sites), *_attendues(resultat)]


def _labels(dossier: Dossier, au: date, sites: Collection[str]) -> Ecran:
    """Les labels, leur sort, et ce qu'ils font attendre."""
    dits = dire_labels(dossier, au, sites=sites)
    if not dits:
        return []
    ecran: Ecran = [[], [("Label obtenu" if len(dits) == 1 else "Labels obtenus", "bold")]]
    for texte in dits:
        ecran += paragraphe(texte, "  - ", "    ")
    for echeance, texte in dire_echeances(dossier, au, ETATS_ECHEANCES, sites):
        retard = echeance.etat == "en_retard"
        quand = f"{echeance.echeance.en_complement()}, {ETATS_ECHEANCES[echeance.etat]}"
        ecran += paragraphe(f"{texte} : {quand}", "  → ", "    ", "yellow" if retard else "cyan")
    return ecran


def _attendues(resultat: ResultatDiagnostic) -> Ecran:
    """Combien de choses pressent : le détail est dans « a-faire »."""
    rangees = ranger(resultat.attendues, resultat.diagnostic.au)
    dits = (f"{len(rangees[t])} {mots}" for t, mots in _PRESSENT.items() if t in rangees)
    presse = francais.liste(dits)
    return [[], *paragraphe(f"À faire : {presse} (« qualicli a-faire »).", suite="  ")] if presse else []


def _taux(dossier: Dossier, resultat: DiagnosticReferentiel, decoupages: Sequence[str]) -> Ecran:
    referentiel = resultat.referentiel
    titre = f"{referentiel.nom}, version {referentiel.version}"
    synthese = resultat.synthese
    groupes = [(d, decouper(dossier, resultat, d)) for d in decoupages]
    toutes = [synthese, *(ligne.synthese for _, lignes in groupes for ligne in lignes)]
    colonnes = [
        max(place, *(2 + largeur(texte) for texte in textes))
        for place, textes in zip(_PLACES, zip(*map(_textes, toutes), strict=True), strict=True)
    ]
    place = max(12, LARGEUR - sum(colonnes) - _BARRE - 1)
    entetes = "".join(
        caler(t, c, a_droite=True) for t, c in zip(("déclaré", "prouvé", "respect"), colonnes, strict=True)
    )
    ecran: Ecran = [[(caler(titre, place + _BARRE + 1), "bold"), (entetes, "dim")]]
    for rang, (decoupage, lignes) in enumerate(groupes):
        if rang or decoupage != "module":
            ecran.append([(_titre(resultat, decoupage), "bold")])
        for ligne in lignes:
            code = f"{ligne.code} " if decoupage in ("module", "engagement") else ""
            ecran.append(_rangee(f"{code}{ligne.libelle}", ligne.synthese, place, colonnes))
    ecran.append(_rangee("Ensemble", synthese, place, colonnes, "bold"))
    ecran.append(
        [
            (f"{engagements_tenus(resultat.referentiel.mots)} : ", ""),
            (str(synthese.engagements), "bold"),
            *_a_part(resultat),
        ]
    )
    if dite := dire_dominante(synthese):
        ecran += paragraphe(dite, suite="  ", style="yellow")
    for hors in resultat.hors_label:
        s = resultat.synthese_de(hors.etats)
        statut = STATUTS_MODULE[hors.statut]
        sites = francais.liste(dict.fromkeys(nommer_site(dossier, e.point.site) for e in hors.etats))
        ecran += paragraphe(
            f"Pour mémoire : {hors.module.code} ({statut}, {sites}), déclaré {s.declare}, prouvé {s.prouve}",
            suite="  ",
            style="dim",
        )
    return ecran


def _titre(resultat: DiagnosticReferentiel, decoupage: str) -> str:
    return francais.majuscule(francais.mettre_au_pluriel(getattr(resultat.referentiel.mots, decoupage, decoupage)))


def _a_part(resultat: DiagnosticReferentiel) -> list[Morceau]:
    synthese = resultat.synthese
    details = []
    if synthese.partiels:
        poids = "compté ½" if resultat.poids_partiel else "compté 0"
        details.append(f"{francais.pluriel(synthese.partiels, 'partiel')} ({poids})")
    if synthese.sans_objet:
        details.append(f"{synthese.sans_objet} sans objet")
    if resultat.non_applicables:
        details.append(francais.pluriel(len(resultat.non_applicables), "point exclu", "points exclus"))
    return [(" · " + ", ".join(details), "dim")] if details else []


def _rangee(
    libelle: str, synthese: SyntheseTaux, place: int, colonnes: Sequence[int], style: str = ""
) -> list[Morceau]:
    prouve, declare = (float(t.part or 0) for t in (synthese.prouve, synthese.declare))
    dessin = barre((("█", prouve), ("▒", max(prouve, declare))), _BARRE)
    return [(caler(libelle, place), style), (" ", ""), (dessin, "green"), *_cellules(synthese, colonnes)]


def _cellules(synthese: SyntheseTaux, colonnes: Sequence[int]) -> Iterable[Morceau]:
    taux = (synthese.declare, synthese.prouve, synthese.respect)
    for un, texte, place in zip(taux, _textes(synthese), colonnes, strict=True):
        yield caler(texte, place, a_droite=True), "" if un.part == 1 or un.part is None else "yellow"


def _textes(synthese: SyntheseTaux) -> tuple[str, str, str]:
    respect = "à mesurer" if synthese.respect.part is None and synthese.dues else _court(synthese.respect)
    return _court(synthese.declare), _court(synthese.prouve), respect


def _court(taux: Taux) -> str:
    if taux.part is None:
        return "sans objet"
    return f"{francais.en_pourcent(taux.part)} {francais.nombre(taux.numerateur)}/{taux.denominateur}"


def _de_qui(dossier: Dossier, resultat: DiagnosticReferentiel) -> str:
    """« Labellisable », et de quel référentiel quand il y en a plusieurs."""
    return "Labellisable" if dossier.referentiel_unique else f"Labellisable {resultat.referentiel.nom}"


def _verdict(dossier: Dossier, resultat: DiagnosticReferentiel) -> Ecran:
    if resultat.est_clos:
        return [[(f"{resultat.referentiel.nom} : clos", "bold"), (", plus rien n'y est engagé", "dim")]]
    oui = resultat.est_labellisable
    ecran: Ecran = [
        [(f"{_de_qui(dossier, resultat)} : {'oui' if oui else 'non'}", "bold green" if oui else "bold red")]
    ]
    for raison in resultat.raisons:
        ecran += paragraphe(raison.texte, "  - ")
    if len(resultat.raisons_par_site) > 1:
        for site, raisons in resultat.raisons_par_site.items():
            nom = nommer_site(dossier, site)
            ecran += paragraphe(f"{nom} : {'non' if raisons else 'oui'}", "  ")
            for raison in raisons:
                ecran += paragraphe(raison.texte.removeprefix(f"{nom} : "), "    - ", style="dim")
    return ecran


def _ecarts(dossier: Dossier, resultat: DiagnosticReferentiel) -> Ecran:
    if not resultat.ecarts:
        return [[("Aucun écart.", "bold green")]]
    points = sum(e.nature in ("realisation", "preuve") for e in resultat.ecarts)
    sans_action = sum(e.action is None for e in resultat.ecarts)
    titre = f"{francais.pluriel(len(resultat.ecarts), 'écart')}, {francais.pluriel(points, 'point')} en écart sur "
    titre += f"{resultat.synthese.prouve.denominateur}, {sans_action} sans action"
    causes = Counter(e.cause for e in resultat.ecarts)
    ecran: Ecran = [[(titre, "bold")]]
    ecran += paragraphe(" · ".join(f"{n} {accorder_cause(c, n)}" for c, n in causes.most_common()), "  ")
    ecran.append([("Les plus urgents", "bold")])
    plusieurs_sites = len({e.point.site for e in resultat.etats}) > 1
    for ecart in resultat.ecarts[:URGENTS]:
        ecran += _urgent(dossier, ecart, plusieurs_sites)
    return ecran


def _code(dossier: Dossier, referentiel: str, exigence: str) -> str:
    """Un code en tête de ligne : entier, quelle que soit sa longueur, pour qu'on puisse le retaper."""
    code = dossier.citer(referentiel, exigence) or "—"
    return caler(code, max(5, largeur(code)))


def _urgent(dossier: Dossier, ecart: Ecart, plusieurs_sites: bool) -> Ecran:
    tete = f"  {_code(dossier, ecart.referentiel, ecart.exigence)} "
    lieu = nommer_lieu(dossier, ecart.site if plusieurs_sites else None, ecart.service)
    ou = f"{lieu}, " if lieu else ""
    feuilles = dossier.referentiels[ecart.referentiel].feuilles_de(ecart.exigence)
    quoi = f"{ou}{CAUSES[ecart.cause]} : {feuilles[0].intitule if feuilles else ecart.texte}"
    qui = qui_doit(dossier, ecart) or "à désigner"
    quand = f", {ecart.echeance.en_complement()}" if ecart.echeance else ", sans action"
    suite = " " * len(tete)
    place = LARGEUR - len(tete) - largeur(quand)
    return [
        [(tete, "bold"), (caler(quoi, LARGEUR - largeur(tete)).rstrip(), "")],
        [(suite + caler(f"→ {qui}", place).rstrip() + quand, "cyan")],
    ]


def rendre_ecarts(resultat: ResultatDiagnostic, ecarts: Iterable[Ecart]) -> Ecran:
    """Compose une liste entière d'écarts, par module puis par exigence."""
    diagnostic, dossier = resultat.diagnostic, resultat.diagnostic.dossier
    ordre = {f.code: i for r in diagnostic.referentiels for i, f in enumerate(r.referentiel.feuilles)}
    ranges = sorted(ecarts, key=lambda e: (e.referentiel, ordre.get(e.exigence, -1), e.site or ""))
    nom, total = dossier.demarche.organisme.nom, francais.pluriel(len(ranges), "écart")
    ecran: Ecran = [[(f"{nom} · {total} au {francais.jour(diagnostic.au)}", "bold")]]
    groupe = None
    for ecart in ranges:
        cle = (ecart.referentiel, ecart.module)
        if cle != groupe:
            groupe = cle
            ecran += [[], [(f"{dossier.referentiels[ecart.referentiel].nom} {ecart.module}".strip(), "bold")]]
        ecran += _detail(dossier, ecart, resultat.ligne(ecart))
    return ecran


def _detail(dossier: Dossier, ecart: Ecart, ligne: int) -> Ecran:
    tete = f"  {_code(dossier, ecart.referentiel, ecart.exigence)} "
    lieu = nommer_lieu(dossier, ecart.site, ecart.service)
    ou = f"{lieu} : " if lieu else ""
    ecran = paragraphe(f"{ou}{ecart.texte}", tete, " " * len(tete))
    qui = qui_doit(dossier, ecart) or "à désigner"
    if ecart.action is not None:
        quand = f" ({ecart.echeance.en_complement()})" if ecart.echeance else ""
        quoi = f"→ {qui} : {ecart.action.intitule}{quand}"
    else:
        quoi = f"→ {qui} : sans action"
    ecran += paragraphe(quoi, " " * len(tete), " " * (len(tete) + 2), "cyan")
    return [*ecran, [(" " * len(tete) + f"{ecart.fichier}:{ligne}", "dim")]]


def _mouvement(dossier: Dossier, mouvement: Mouvement, apres: DiagnosticReferentiel) -> Ecran:
    avant, changements = mouvement.avant[apres.referentiel.id], mouvement.changements[apres.referentiel.id]
    ecran: Ecran = [[(f"Mouvement depuis le {francais.jour(mouvement.depuis)}", "bold")]]
    for nom, ancien, nouveau in (
        ("déclaré", avant.synthese.declare, apres.synthese.declare),
        ("prouvé", avant.synthese.prouve, apres.synthese.prouve),
        ("respect", avant.synthese.respect, apres.synthese.respect),
    ):
        ecran.append([(f"  {caler(nom, 8)} {_court(ancien)} → {_court(nouveau)}", "")])
    plusieurs_sites = len({c.site for c in changements}) > 1
    for changement in changements:
        lieu = nommer_lieu(dossier, changement.site if plusieurs_sites else None, changement.service)
        ou = f" ({lieu})" if lieu else ""
        tete = f"  {_code(dossier, apres.referentiel.id, changement.exigence)} "
        phrase = f"{SENS[changement.sens]}{ou}, {NIVEAUX[changement.avant]} → {NIVEAUX[changement.apres]}"
        phrase += f" : {changement.explication}" if changement.explication else ""
        ecran += paragraphe(phrase, tete, " " * len(tete), _STYLES_SENS[changement.sens])
    return ecran if changements else [*ecran, [("  Aucun point n'a changé.", "")]]
