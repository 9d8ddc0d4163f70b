"""Dossiers et éditions tirés au hasard des deux côtés : rien de perdu, rien d'inventé, idempotent, commutatif."""

import textwrap
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

from hypothesis import given, settings
from hypothesis import strategies as st

from echanges.dossiers import FICHIERS
from fabrique import jour
from qualicli import francais
from qualicli.depot.ramassage import Ramassage
from qualicli.depot.retouche import retoucher
from qualicli.depot.yaml_ecrit import citer, scalaire
from qualicli.echanges.cellules.cellule import Cellule
from qualicli.echanges.cellules.colonne import Colonne, valeur_yaml
from qualicli.echanges.cellules.comprendre import lire
from qualicli.echanges.cellules.montrer import montrer
from qualicli.echanges.classeurs.identite import decrire, relire
from qualicli.echanges.classeurs.reconnaitre import Classeur, LigneLue
from qualicli.echanges.feuilles.description import Table
from qualicli.echanges.feuilles.registre import etablir_tables
from qualicli.modeles.retouche import Poser
from qualicli.operations.classeurs import DossierOuvert, comprendre
from qualicli.operations.importer import ClasseursRevenus, Import, fusionner

AU = jour("2022-03-15")
FIGES = {nom: texte if "\r" in texte else textwrap.dedent(texte).lstrip("\n") for nom, texte in FICHIERS.items()}
CHAMPS = {
    "actions": (
        "intitule",
        "couvre",
        "service",
        "priorite",
        "debut",
        "statut",
        "avancement",
        "faite_le",
        "motif",
        "commentaire",
    ),
    "enregistrements": ("intitule", "version", "date", "caducite", "public", "commentaire", "service"),
    "procedures": ("code", "etat"),
    "formations": ("lieu", "prevus", "realisee", "motif"),
    "qualite": ("conformes", "commentaire"),
    "performance": ("valeur",),
    "jalons": ("intitule", "realise_le", "commentaire", "services"),
    "reunions": ("intitule", "lieu", "heure", "cr_diffuse_le"),
}
TEXTES = st.one_of(
    st.text(st.characters(exclude_categories=("Cc", "Cs", "Co", "Cn")), max_size=40).filter(
        lambda t: not t or any(map(str.isalnum, t))
    ),
    st.sampled_from(["=1+1", "no", "1.10", "a: b # c", "'\"", "[a, b]", "été\u00a0: 3", "l1\nl2", "07"]),
)
DATES = st.one_of(
    st.dates(date(1990, 1, 1), date(2099, 12, 31)).filter(lambda d: d.day != 1),  # un 1er du mois lève un doute
    st.sampled_from(["2022-T3", "mars 2022", "14/03/2022", "été 2021", "2022", "de mars à mai 2021"]),
)


class Case(NamedTuple):
    """Une cellule : sa table, son repère, sa colonne."""

    table: str
    cle: str
    colonne: str


def ouvrir(sources: Mapping[str, bytes]) -> DossierOuvert:
    return comprendre(Ramassage(Path("d"), sorted(sources), [], dict(sources)), AU)


def tables(ouvert: DossierOuvert) -> dict[str, Table]:
    return {t.nom: t for t in etablir_tables(ouvert.source(AU))}


def valeurs(ouvert: DossierOuvert) -> dict[Case, str]:
    return {
        Case(t.nom, li.cle, c.cle): li.valeurs.get(c.cle, "")
        for t in tables(ouvert).values()
        for li in t.lignes
        for c in t.colonnes
        if c.ouverture == "toujours" and c.cle not in li.fermees
    }


@st.composite
def dossiers(draw: st.DrawFn) -> dict[str, bytes]:
    """Le dossier d'essai, et quelques fiches de plus, écrites de façons diverses."""
    sources = {n: t.encode() for n, t in FIGES.items() if n != "preuves/long.yaml"}
    for rang in range(draw(st.integers(0, 3))):
        titre = draw(TEXTES.filter(lambda t: t.strip()))
        ecrit = draw(st.sampled_from([citer, lambda t: scalaire(t, False)]))(titre)
        fin = draw(st.sampled_from(["\n", "\r\n"]))
        tete = draw(st.sampled_from(["", "# une note", "---"]))
        lignes = [*([tete] if tete else []), f"intitule: {ecrit}   # le titre", "service: accueil", "# la fin"]
        sources[f"actions/tiree-{rang}.yaml"] = fin.join(lignes).encode() + draw(st.sampled_from([b"", fin.encode()]))
    return sources


def bruiter(hasard: Random, montree: Any) -> Any:
    """Ce qu'un tableur fait d'une cellule que personne n'a touchée."""
    genre = hasard.randrange(4)
    if isinstance(montree, str) and genre == 1:
        return f"{montree} "
    if isinstance(montree, str) and genre == 2:
        return montree.replace(" ", "\u00a0").replace("\n", "\r\n")
    if isinstance(montree, date) and genre == 1:
        return francais.jour_court(montree)
    if isinstance(montree, int) and genre == 1:
        return float(montree)
    return True if montree == "oui" and genre == 1 else montree


def revenir(draw: st.DrawFn, ouvert: DossierOuvert, editions: Mapping[Case, Any], nom: str = "x") -> Classeur:
    """Le classeur exporté d'un dossier, quelques cellules changées, lignes mélangées, cellules bruitées."""
    source, hasard = ouvert.source(AU), Random(draw(st.integers(0, 10**6)))
    toutes = etablir_tables(source)
    classeur = Classeur(nom, relire(decrire(source, toutes, None)))
    for table in toutes:
        lues = []
        for rang, ligne in enumerate(table.lignes, 4):
            cellules = {}
            for colonne in table.colonnes:
                case = Case(table.nom, ligne.cle, colonne.cle)
                montree = montrer(colonne, ligne.valeurs.get(colonne.cle, ""), source.listes)
                brute = editions[case] if case in editions else bruiter(hasard, montree)
                cellules[colonne.cle] = Cellule(brute, f"A{rang}")
            lues.append(LigneLue(ligne.cle, rang, cellules))
        hasard.shuffle(lues)
        classeur.tables[table.nom] = lues
        classeur.feuilles[table.nom] = table.titre
    return classeur


def editables(ouvert: DossierOuvert) -> list[tuple[Case, Colonne, Any]]:
    return [
        (Case(t.nom, li.cle, c.cle), c, li)
        for t in tables(ouvert).values()
        for li in t.lignes
        for c in t.colonnes
        if c.cle in CHAMPS.get(t.nom, ()) and c.cle not in li.fermees and c.ouverture == "toujours" and not c.groupe
    ]


def tirer(draw: st.DrawFn, ouvert: DossierOuvert, combien: int) -> dict[Case, tuple[Any, Colonne, Any]]:
    tirees, possibles = {}, editables(ouvert)
    for rang in draw(st.lists(st.integers(0, len(possibles) - 1), max_size=combien, unique=True)):
        case, colonne, ligne = possibles[rang]
        choix = list(ouvert.source(AU).listes.get(colonne.liste, {}).values())
        vide = [st.none()] if not colonne.obligatoire and case.table != "formations" else []
        brutes = {
            "date": DATES,
            "caducite": DATES,
            "entier": st.integers(0, 999 if colonne.maximum is None else int(colonne.maximum)),
            "nombre": st.decimals(0, 10**6, places=2).map(float),
            "choix": st.sampled_from(choix or ["x"]),
            "liste": st.sampled_from(choix or ["1.1", "charte:2 ; 1.10", "1.1, 2"]),
            "heure": st.sampled_from(["9h", "14:30", "23 h 59".replace(" h ", "h")]),
        }.get(colonne.genre, TEXTES)
        tirees[case] = (draw(st.one_of(brutes, *vide)), colonne, ligne)
    return tirees


def lues(ouvert: DossierOuvert, tirees: Mapping[Case, tuple[Any, Colonne, Any]]) -> dict[Case, str]:
    """Ce que valent les cellules tirées, telles que le dossier les écrirait ; un titre ne se vide pas.

    Un texte qui ne diffère que par un signe invisible se voit pareil dans une cellule : ce n'est pas un changement.
    """
    listes = ouvert.source(AU).listes
    trouvees = {
        case: lire(colonne, Cellule(brute, ""), listes) or colonne.defaut
        for case, (brute, colonne, _) in tirees.items()
    }

    def se_voit(case: Case, valeur: str) -> bool:
        _, colonne, ligne = tirees[case]
        avant = ligne.valeurs.get(case.colonne, "")
        return valeur == avant or montrer(colonne, valeur, listes) != montrer(colonne, avant, listes)

    return {c: v for c, v in trouvees.items() if (v or not tirees[c][1].obligatoire) and se_voit(c, v)}


def cote_dossier(ouvert: DossierOuvert, voulues: Mapping[Case, str], tirees: Mapping[Case, Any]) -> dict[str, bytes]:
    """Le dossier, changé par le référent."""
    sources = dict(ouvert.octets)
    for case, valeur in voulues.items():
        _, colonne, ligne = tirees[case]
        retouche = Poser((*ligne.racine, *colonne.ou), valeur_yaml(colonne, valeur))
        sources[ligne.fichier] = retoucher(sources[ligne.fichier], [retouche], ligne.fichier)
    return sources


def fichiers(ouvert: DossierOuvert) -> dict[tuple[str, str], str]:
    return {(t.nom, li.cle): li.fichier for t in tables(ouvert).values() for li in t.lignes}


def importer(ouvert: DossierOuvert, classeurs: Iterable[Classeur], au: date = AU) -> tuple[Import, dict[str, bytes]]:
    prepare = fusionner(ClasseursRevenus(ouvert, tuple(classeurs), au))
    return prepare, {**ouvert.octets, **prepare.fichiers}


@settings(max_examples=60)
@given(st.data())
def test_rien_de_perdu_rien_d_invente_et_la_seconde_fois_rien(data: st.DataObject) -> None:
    parti = ouvrir(data.draw(dossiers()))
    base, ou = valeurs(parti), fichiers(parti)
    tirees = tirer(data.draw, parti, 5)
    revenues = lues(parti, tirees)
    du_referent = tirer(data.draw, parti, 4)
    classeur = revenir(data.draw, parti, {c: tirees[c][0] for c in revenues})
    present = ouvrir(cote_dossier(parti, lues(parti, du_referent), du_referent))
    actuelles = valeurs(present)

    opposees = {c for c, v in revenues.items() if v != base[c] and actuelles[c] not in (base[c], v)}
    bloques = {ou[c.table, c.cle] for c in opposees}
    attendues = {
        c: revenues[c] if revenues.get(c, base[c]) != base[c] and ou[c.table, c.cle] not in bloques else v
        for c, v in actuelles.items()
    }
    prepare, apres = importer(present, [classeur])
    assert {c.cle for c in prepare.fusion.conflits} == opposees
    assert not prepare.fusion.rejets
    assert {f for f in apres if apres[f] != present.octets.get(f)}.isdisjoint(bloques)
    arrive = ouvrir(apres)
    assert valeurs(arrive) == attendues
    encore, _ = importer(arrive, [classeur], jour("2022-06-01"))
    assert not encore.fichiers


@settings(max_examples=30)
@given(st.data())
def test_l_ordre_des_services_ne_change_rien(data: st.DataObject) -> None:
    parti = ouvrir(data.draw(dossiers()))
    tirees, ou = tirer(data.draw, parti, 8), fichiers(parti)
    revenues = lues(parti, tirees)
    a_l_un = {f for f in set(ou.values()) if data.draw(st.booleans())}
    parts = [{c: tirees[c][0] for c in revenues if (ou[c.table, c.cle] in a_l_un) is un} for un in (True, False)]
    un, deux = (revenir(data.draw, parti, part, str(rang)) for rang, part in enumerate(parts))
    apres_un, apres_deux = ouvrir(importer(parti, [un])[1]), ouvrir(importer(parti, [deux])[1])
    issues = [importer(apres_un, [deux])[1], importer(apres_deux, [un])[1], importer(parti, [un, deux])[1]]
    assert issues[0] == issues[1] == issues[2]


@settings(max_examples=40)
@given(st.data())
def test_les_evaluations_s_ajoutent_et_ne_s_ecrasent_jamais(data: st.DataObject) -> None:
    parti = ouvrir({n: t.encode() for n, t in FIGES.items()})
    points = tables(parti)["autoevaluation"].lignes
    editions: dict[Case, Any] = {}
    for rang in data.draw(st.lists(st.integers(0, len(points) - 1), min_size=1, max_size=3, unique=True)):
        ligne = points[rang]
        editions[Case("autoevaluation", ligne.cle, "etat")] = data.draw(
            st.sampled_from(["réalisé", "Partiel", "non réalisé"])
        )
        if data.draw(st.booleans()):
            editions[Case("autoevaluation", ligne.cle, "date")] = data.draw(
                st.dates(date(2022, 1, 1), date(2022, 3, 14)).filter(lambda d: d.day != 1)
            )
        if data.draw(st.booleans()):
            editions[Case("autoevaluation", ligne.cle, "commentaire")] = data.draw(TEXTES)
    classeur = revenir(data.draw, parti, editions)
    prepare, apres = importer(parti, [classeur])
    arrive = ouvrir(apres)
    assert not prepare.fusion.rejets and not prepare.fusion.conflits
    for suivi in parti.dossier.engagements.values():
        journal = next(s for s in arrive.dossier.engagements.values() if s.fichier == suivi.fichier).evaluations
        assert journal[: len(suivi.evaluations)] == suivi.evaluations
    encore, _ = importer(arrive, [classeur], jour("2022-06-01"))
    assert not encore.fichiers
