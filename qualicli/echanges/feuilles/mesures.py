"""Les indicateurs, qualité et performance à part : une ligne par mesure ; une ligne neuve en ajoute une."""

from collections import Counter
from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from functools import partial

from qualicli import francais
from qualicli.echanges.cellules.colonne import Colonne, valeur_yaml
from qualicli.echanges.feuilles.description import (
    Edition,
    FeuilleDecrite,
    LigneDeFeuille,
    LigneRefusee,
    Naissance,
    lecture_seule,
)
from qualicli.echanges.feuilles.dossier_diagnostique import DossierDiagnostique
from qualicli.echanges.feuilles.naissances import deja_la, exiger
from qualicli.echanges.feuilles.retouches import poser_chaque
from qualicli.echanges.feuilles.textes import texte
from qualicli.modeles.ecoute import Indicateur, Mesure
from qualicli.modeles.importation import Effet
from qualicli.modeles.retouche import Ajouter

_TETE = (
    Colonne(
        "indicateur",
        "Indicateur",
        "choix",
        40,
        "nouvelle",
        "indicateurs",
        obligatoire=True,
        note="Pour une mesure nouvelle, choisissez l'indicateur dans une ligne vide, en bas.",
    ),
    Colonne(
        "periode",
        "Période",
        "date",
        22,
        "nouvelle",
        obligatoire=True,
        note="Un mois (mars 2022), un trimestre (premier trimestre 2022) ou un jour.",
        au_mois=True,
        passee=True,
    ),
    Colonne("site", "Site", "choix", 20, "nouvelle", "sites"),
    Colonne("service", "Service", "choix", 24, "nouvelle", "services"),
)
_COMMENTAIRE = Colonne("commentaire", "Commentaire", "long", 34)
_COMPTE = (
    Colonne("conformes", "Conformes", "entier", 11, note="Combien de cas sont conformes…", au_plus="total"),
    Colonne("total", "Total", "entier", 11, note="… sur combien.", exigee_si=("conformes",)),
)
QUALITE = (
    *_TETE,
    *_COMPTE,
    Colonne("presence", "Présence", "choix", 11, liste="presences", note="Quand l'indicateur constate une présence."),
    lecture_seule("resultat", "Résultat", 12),
    lecture_seule("cible", "Cible", 10),
    lecture_seule("periodicite", "Tous les", 11),
    lecture_seule("alerte", "Où en est-on", 18, ton=True),
    _COMMENTAIRE,
)
PERFORMANCE = (
    *_TETE,
    *_COMPTE,
    lecture_seule("resultat", "Résultat", 12),
    Colonne(
        "valeur",
        "Valeur",
        "nombre",
        12,
        note="Quand l'indicateur ne compte pas des cas : un délai, un volume, une note.",
    ),
    lecture_seule("unite", "Unité", 18),
    lecture_seule("cible", "Cible", 10),
    lecture_seule("procedure", "Démarche mesurée", 18),
    lecture_seule("strate", "Groupe comparable", 18),
    lecture_seule("periodicite", "Tous les", 11),
    _COMMENTAIRE,
)


def lignes(nature: str, source: DossierDiagnostique) -> Iterator[LigneDeFeuille]:
    """Une ligne par mesure ; celles d'un fichier .csv se lisent sans s'écrire."""
    for indicateur in sorted(source.dossier.indicateurs.values(), key=lambda i: (i.intitule, i.id)):
        if indicateur.nature != nature:
            continue
        vues: Counter[str] = Counter()
        dans_la_fiche = len(indicateur.mesures) - _en_serie(indicateur, source)
        for rang, mesure in enumerate(indicateur.mesures):
            naturelle = f"{mesure.periode}/{mesure.site or ''}/{mesure.service or ''}"
            vues[naturelle] += 1
            services = (mesure.service or indicateur.service,) if mesure.service or indicateur.service else ()
            fermees = frozenset() if rang < dans_la_fiche else frozenset(_SAISIES)
            nom = f"{francais.guillemets(indicateur.intitule)}, {mesure.periode.en_clair()}"
            yield LigneDeFeuille(
                f"indicateurs/{indicateur.id}/{naturelle}/{vues[naturelle]}",
                indicateur.fichier,
                ("mesures", rang),
                _valeurs(source, indicateur, mesure),
                nom,
                tuple(s for s in services if s),
                fermees,
            )


_SAISIES = ("conformes", "total", "presence", "valeur", "commentaire")


def _en_serie(indicateur: Indicateur, source: DossierDiagnostique) -> int:
    """Combien de mesures viennent du .csv : la lecture les a mises à la suite de celles de la fiche."""
    return source.series.get(indicateur.id, 0) if indicateur.serie else 0


def _valeurs(source: DossierDiagnostique, indicateur: Indicateur, mesure: Mesure) -> dict[str, str]:
    cible = indicateur.cible if indicateur.cible is not None else source.dossier.demarche.calcul.cible
    strate = indicateur.strate
    valeurs = {
        "indicateur": indicateur.id,
        "periode": texte(mesure.periode),
        "site": texte(mesure.site),
        "service": texte(mesure.service),
        "conformes": texte(mesure.conformes),
        "total": texte(mesure.total),
        "presence": texte(mesure.presence),
        "valeur": _nombre(mesure.valeur),
        "commentaire": texte(mesure.commentaire),
        "cible": francais.nombre(cible),
        "periodicite": texte(indicateur.periodicite),
        "unite": texte(indicateur.unite),
        "procedure": texte(indicateur.procedure),
        "strate": f"{francais.nombre(strate.valeur)} ({strate.nom})" if strate and strate.valeur is not None else "",
    }
    if indicateur.nature == "performance" and indicateur.cible is None:
        valeurs["cible"] = ""
    if mesure.conformes is not None and mesure.total:
        part = Fraction(min(mesure.conformes, mesure.total), mesure.total)
        valeurs["resultat"] = francais.en_pourcent(part)
        valeurs["alerte"] = "cible atteinte" if 100 * part >= cible else "cible manquée"
    return valeurs


def _nombre(valeur: Decimal | None) -> str:
    if valeur is None:
        return ""
    brut = format(valeur, "f")
    return brut.rstrip("0").rstrip(".") if "." in brut else brut


def rien(nature: str, nom: str, source: DossierDiagnostique) -> str:
    """Ce que dit la feuille quand le dossier n'a aucun indicateur de cette nature : une mesure n'en crée pas."""
    if any(i.nature == nature for i in source.dossier.indicateurs.values()):
        return ""
    return f"Le dossier n'a pas d'indicateur de {nom} : rien à remplir ici."


def retoucher(edition: Edition, colonnes: Mapping[str, Colonne]) -> Iterator[Effet]:
    """Chaque cellule est une clé de la mesure."""
    avant = edition.ligne.valeurs
    if not _est_une_part(avant.get("valeur", "")):
        _exiger_un_pourcentage(avant.get("unite", ""), edition.changees.get("valeur", ""))
    yield from poser_chaque(edition, colonnes)


def _est_une_part(valeur: str) -> bool:
    return bool(valeur) and 0 < Decimal(valeur) < 1


def _exiger_un_pourcentage(unite: str, valeur: str) -> None:
    """Refuse « 0,85 » pour 85 % : une part de un, qu'un tableur montre ou calcule ainsi."""
    if "%" in unite and _est_une_part(valeur):
        part, cent = francais.nombre(Decimal(valeur)), francais.nombre(Decimal(valeur) * 100)
        raise LigneRefusee(f"« {part} » pour une valeur en % ; vouliez-vous dire {cent} ? sinon, corrigez la fiche")


def naitre(colonnes: tuple[Colonne, ...], naissance: Naissance) -> Iterator[Effet]:
    """Une ligne neuve : une mesure de plus."""
    exiger(naissance, colonnes)
    v = naissance.valeurs
    if not any(v.get(c) for c in ("conformes", "valeur", "presence")):
        raise LigneRefusee("il manque le résultat de la mesure")
    if bool(v.get("conformes")) != bool(v.get("total")):
        raise LigneRefusee("« Conformes » et « Total » vont ensemble")
    indicateur = naissance.dossier.indicateurs[v["indicateur"]]
    _exiger_un_pourcentage(texte(indicateur.unite), v.get("valeur", ""))
    if deja_la(naissance, f"indicateurs/{indicateur.id}/{v['periode']}/{v.get('site', '')}/{v.get('service', '')}/"):
        return
    mesure = {
        c.cle: valeur_yaml(c, v.get(c.cle, "")) for c in colonnes if c.ouverture != "jamais" and c.cle != "indicateur"
    }
    seule = "valeur" if v.get("valeur") else "presence"
    resultat = f"{v['conformes']} sur {v['total']}" if v.get("conformes") else naissance.mots(seule, v.get(seule, ""))
    quand = naissance.mots("periode", v["periode"])
    mots = f"{francais.guillemets(indicateur.intitule)} : mesure nouvelle, {quand}, {resultat}"
    yield Effet(indicateur.fichier, Ajouter(("mesures",), {c: x for c, x in mesure.items() if x is not None}), mots)


FEUILLE_QUALITE = FeuilleDecrite(
    "qualite",
    "Indicateurs qualité",
    "Une mesure par ligne ; ajoutez les nouvelles en bas.",
    QUALITE,
    partial(lignes, "qualite"),
    poser_chaque,
    partial(naitre, QUALITE),
    15,
    indivisible=True,
    rien=partial(rien, "qualite", "qualité"),
    a_rang=True,
)
FEUILLE_PERFORMANCE = FeuilleDecrite(
    "performance",
    "Indicateurs performance",
    "Une mesure par ligne ; ajoutez les nouvelles en bas.",
    PERFORMANCE,
    partial(lignes, "performance"),
    retoucher,
    partial(naitre, PERFORMANCE),
    15,
    indivisible=True,
    rien=partial(rien, "performance", "performance"),
    a_rang=True,
)
