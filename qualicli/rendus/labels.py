"""Les labels en mots : ce que chacun est devenu, ses sites, qui l'a délivré, ce qu'il fait attendre."""

from collections.abc import Collection, Iterator
from datetime import date

from qualicli import francais
from qualicli.diagnostic.cycle import EcheanceDeLabel, echeances_du_label, labels_du_dossier
from qualicli.modeles.dossier import Dossier
from qualicli.modeles.labels import LabelAu

NATURES = {"suivi": "audit de suivi", "verification": "vérification périodique", "renouvellement": "renouvellement"}
ETATS_ECHEANCES = {"a_venir": "à prévoir", "prevue": "un audit est prévu", "en_retard": "en retard", "faite": "fait"}


def nommer_lieu_du_label(dossier: Dossier, site: str) -> str:
    """La commune d'un site, à défaut son nom."""
    connu = dossier.demarche.sites.get(site)
    return (connu.commune or connu.nom) if connu else site


def dire_labels(dossier: Dossier, au: date, derniers: bool = False, sites: Collection[str] = ()) -> tuple[str, ...]:
    """Les labels obtenus à une date, leurs sites ensemble quand ils ont le même sort : « Marianne 2008 en 2012, … (Metz) ».

    Les `derniers` sont ceux qu'aucun autre n'a renouvelés ni remplacés ; `sites` ne garde que ceux-là (vide : tous).
    """
    groupes: dict[tuple[int, str], list[LabelAu]] = {}
    for vu in labels_du_dossier(dossier, au):
        if (derniers and vu.etat in ("renouvele", "remplace")) or (sites and vu.site not in sites):
            continue
        groupes.setdefault((vu.rang, _sort(dossier, vu)), []).append(vu)
    return tuple(_dire(dossier, sort, groupe) for (_, sort), groupe in groupes.items())


def _dire(dossier: Dossier, sort: str, groupe: list[LabelAu]) -> str:
    label = groupe[0].label
    quand = label.obtenu_le.en_complement() if label.obtenu_le else "à une date inconnue"
    niveau = f", niveau {label.niveau}" if label.niveau else ""
    details = [
        francais.liste(nommer_lieu_du_label(dossier, vu.site) for vu in groupe),
        f"délivré par {label.organisme}" if label.organisme else "",
        f"certificat n° {label.certificat}" if label.certificat else "",
    ]
    tete = f"{_nom(dossier, label.referentiel)} {quand}{niveau}"
    return f"{', '.join(filter(None, (tete, sort)))} ({' ; '.join(filter(None, details))})"


def _nom(dossier: Dossier, referentiel: str) -> str:
    connu = dossier.referentiels.get(referentiel)
    return connu.nom if connu else referentiel


def _sort(dossier: Dossier, vu: LabelAu) -> str:
    """Ce qu'un label est devenu : « valable jusqu'à la fin de 2018 », « renouvelé en mars 2019 »… ; vide si rien ne le dit."""
    label, fin = vu.label, vu.terme
    motif = f", {francais.minuscule(label.motif.rstrip(' .'))}" if label.motif else ""
    if vu.etat == "retire" and label.retire_le:
        return f"retiré {label.retire_le.en_complement()}{motif}"
    if vu.suivant is not None and vu.etat in ("renouvele", "remplace"):
        quand = f" {vu.suivant.obtenu_le.en_complement()}" if vu.suivant.obtenu_le else ""
        par = "renouvelé" if vu.etat == "renouvele" else f"remplacé par {_nom(dossier, vu.suivant.referentiel)}"
        return par + quand
    if fin is None:
        return ""
    if vu.etat == "en_cours":
        return f"valable jusqu'{fin.en_terme()}"
    suite = f", maintenu jusqu'{label.maintenu_jusqu_au.en_terme()}{motif}" if label.maintenu_jusqu_au else ""
    return f"expiré depuis {fin.en_fin()}" + (suite if vu.etat == "maintenu" else "")


def dire_echeances(
    dossier: Dossier, au: date, etats: Collection[str], sites: Collection[str] = ()
) -> Iterator[tuple[EcheanceDeLabel, str]]:
    """Ce que les labels font attendre, dans ces états, une phrase pour les sites qui attendent la même chose.

    « audit de suivi du label Marianne 2008 (Metz et Forbach) ».
    """
    groupes: dict[tuple[object, ...], list[EcheanceDeLabel]] = {}
    for echeance in echeances_du_label(dossier, au):
        if echeance.etat in etats and (not sites or echeance.site in sites):
            cle = (echeance.echeance, echeance.rang, echeance.nature, echeance.etat)
            groupes.setdefault(cle, []).append(echeance)
    for groupe in groupes.values():
        premiere = groupe[0]
        lieux = francais.liste(nommer_lieu_du_label(dossier, e.site) for e in groupe)
        qui = " ; ".join(filter(None, (lieux, premiere.label.organisme)))
        yield premiere, f"{NATURES[premiere.nature]} du label {_nom(dossier, premiere.label.referentiel)} ({qui})"


def dire_retards(dossier: Dossier, au: date) -> Iterator[str]:
    """Les labels expirés, et les audits attendus dont aucun n'est inscrit alors que leur date est passée."""
    for echeance, texte in dire_echeances(dossier, au, ("en_retard",)):
        if echeance.nature == "renouvellement":
            yield f"{texte.removeprefix(NATURES['renouvellement'] + ' du ')} expiré depuis {echeance.echeance.en_fin()}"
        else:
            feminin = echeance.nature == "verification"
            aucun, inscrit, attendu = ("aucune", "inscrite", "attendue") if feminin else ("aucun", "inscrit", "attendu")
            yield f"{aucun} {texte} n'est {inscrit}, {attendu} pourtant {echeance.echeance.en_complement()}"
