"""Des tables à un classeur LibreOffice : listes déroulantes, protection, filtres, impression ; mêmes données, mêmes octets."""

import io
import re
import zipfile
from collections.abc import Iterable
from datetime import date
from xml.sax.saxutils import escape, quoteattr

from qualicli.echanges.cellules.colonne import Colonne, Listes
from qualicli.echanges.cellules.montrer import Montree, est_coupee, montrer
from qualicli.echanges.cellules.tons import ton
from qualicli.echanges.classeurs import page_de_lecture as page
from qualicli.echanges.classeurs.identite import FEUILLE, FEUILLE_LISTES, REPERE
from qualicli.echanges.classeurs.page_de_lecture import PageDeLecture
from qualicli.echanges.ecriture import parties_ods as modeles
from qualicli.echanges.ecriture.couleurs import ONGLETS
from qualicli.echanges.ecriture.mise_en_page import (
    PREMIERE,
    Cibles,
    cibles,
    citer,
    est_etroite,
    figees,
    largeurs,
    onglet,
    repetees,
)
from qualicli.echanges.ecriture.regles_ods import REFUS, ReglesDeTable, refus, styles
from qualicli.echanges.ecriture.saisie import DATEES
from qualicli.echanges.feuilles.description import LigneDeFeuille, Table
from qualicli.echanges.lecture.feuille_lue import adresse

_COLONNES_D_ACCUEIL = (46, 10, 14, 16, 10, 12, 20, 20, 24)
_REFUSEE = f' table:content-validation-name="{REFUS}"'
_HORLOGE = (1980, 1, 1, 0, 0, 0)
_ESPACES = re.compile(r"^ | $|  +")


def ecrire(accueil: PageDeLecture, tables: Iterable[Table], listes: Listes, identite: Iterable[list[str]]) -> bytes:
    """Écrit un classeur entier."""
    liste = list(tables)
    regles = [ReglesDeTable(t, listes, _derniere(t)) for t in liste]
    validations = [refus(), *(v for r in regles for v in r.validations())]
    adresses = cibles(liste, ".")
    feuilles = [_feuille(t, listes, r, adresses) for t, r in zip(liste, regles, strict=True)]
    feuilles.insert(page.RANG, _accueil(accueil))
    colonnes = [[nom, *choix.values()] for nom, choix in sorted(listes.items())]
    hauteur = max(map(len, colonnes))
    rangees = ("".join(_texte(c[r] if r < len(c) else "", "normal") for c in colonnes) for r in range(hauteur))
    feuilles.append(_cachee(FEUILLE_LISTES, rangees))
    feuilles.append(_cachee(FEUILLE, ("".join(_texte(t, "normal") for t in ligne) for ligne in identite)))
    filtres = "".join(
        f'<table:database-range table:name="T_{t.nom}" table:display-filter-buttons="true" table:target-range-address='
        f"{quoteattr(f'{citer(t.titre)}.A3:{citer(t.titre)}.{adresse(_derniere(t), len(t.colonnes) + 1)}')}/>"
        for t in liste
    )
    contenu = (
        f"{modeles.TETE_CONTENU}{_styles_de_colonnes(liste, listes)}{modeles.STYLES}<office:body><office:spreadsheet>"
        f"<table:content-validations>{''.join(validations)}</table:content-validations>{''.join(feuilles)}"
        f"<table:database-ranges>{filtres}</table:database-ranges></office:spreadsheet></office:body></office:document-content>"
    )
    return _archiver(contenu, accueil, {t.titre: figees(t) for t in liste}, styles(liste, listes))


def _derniere(table: Table) -> int:
    return PREMIERE - 1 + len(table.lignes) + max(table.neuves, 0 if table.lignes else 1)


def _styles_de_colonnes(tables: list[Table], listes: Listes) -> str:
    places = sorted({largeur for t in tables for largeur in largeurs(t, listes)} | set(_COLONNES_D_ACCUEIL) | {3})
    colonnes = "".join(
        f'<style:style style:name="{_colonne(n)}" style:family="table-column"><style:table-column-properties '
        f'style:column-width="{0.19 * n:.2f}cm"/></style:style>'
        for n in places
    )
    return colonnes + "".join(modeles.feuille(couleur) for couleur in sorted(ONGLETS.values()))


def _colonne(largeur: float) -> str:
    return f"c{round(largeur * 10)}"


def _cachee(nom: str, rangees: Iterable[str]) -> str:
    lignes = "".join(f"<table:table-row>{r}</table:table-row>" for r in rangees)
    return f'<table:table table:name="{nom}" table:style-name="cachee"><table:table-column/>{lignes}</table:table>'


def _accueil(accueil: PageDeLecture) -> str:
    rangees = [_texte(accueil.titre, "titre"), _texte(accueil.sous_titre, "conseil")]
    for titre, textes in accueil.parties:
        rangees += ["<table:table-cell/>", _texte(titre, "partie"), *(_texte(t, "normal") for t in textes)]
    if accueil.taux:
        rangees += [
            "<table:table-cell/>",
            _texte(page.TITRE_DES_TAUX, "partie"),
            "".join(_texte(t, "entete") for t in accueil.entetes),
        ]
        rangees += ["".join(_cellule(v, "fixe") for v in ligne) for ligne in accueil.taux]
    colonnes = "".join(f'<table:table-column table:style-name="{_colonne(n)}"/>' for n in _COLONNES_D_ACCUEIL)
    lignes = "".join(f"<table:table-row>{r}</table:table-row>" for r in rangees)
    debut = f'<table:table table:name={quoteattr(page.TITRE)} table:style-name="f_{ONGLETS["lire"]}">'
    return f"{debut}{colonnes}{lignes}</table:table>"


def _feuille(table: Table, listes: Listes, regles: ReglesDeTable, adresses: Cibles) -> str:
    places = [f'<table:table-column table:style-name="{_colonne(n)}"/>' for n in largeurs(table, listes)]
    places.insert(0, f'<table:table-column table:style-name="{_colonne(3)}" table:visibility="collapse"/>')
    combien = repetees(table, listes) + 1
    colonnes = "".join(places)
    if combien > 1:
        tete = f"<table:table-header-columns>{''.join(places[:combien])}</table:table-header-columns>"
        colonnes = tete + "".join(places[combien:])
    entetes = _texte(f"{REPERE}{table.nom}", "normal") + "".join(_entete(c) for c in table.colonnes)
    style = f"{'f2' if combien > 1 else 'f'}_{onglet(table)}"
    morceaux = [
        f'<table:table table:name={quoteattr(table.titre)} table:style-name="{style}" table:protected="true">',
        '<loext:table-protection loext:select-protected-cells="true" loext:select-unprotected-cells="true" '
        'loext:use-autofilter="true"/>',
        colonnes,
        f"<table:table-row><table:table-cell/>{_texte(table.titre, 'titre')}</table:table-row>",
        f"<table:table-row><table:table-cell/>{_texte(table.conseil, 'conseil')}</table:table-row>",
        f"<table:table-header-rows><table:table-row>{entetes}</table:table-row></table:table-header-rows>",
    ]
    for ligne in table.lignes:
        premiere, *autres = (_valeur(c, ligne, listes, regles) for c in table.colonnes)
        if ligne.renvoi in adresses:
            premiere = _lier(premiere, adresses[ligne.renvoi])
        cellules = "".join((premiere, *autres))
        morceaux.append(f"<table:table-row>{_texte(ligne.cle, 'repere', _REFUSEE)}{cellules}</table:table-row>")
    vide = _texte("", "repere", _REFUSEE) + "".join(_vide(c, regles) for c in table.colonnes)
    morceaux += [f"<table:table-row>{vide}</table:table-row>"] * (_derniere(table) - PREMIERE + 1 - len(table.lignes))
    return "".join((*morceaux, regles.conditions(), "</table:table>"))


def _entete(colonne: Colonne) -> str:
    note = f"<office:annotation><text:p>{escape(colonne.note)}</text:p></office:annotation>" if colonne.note else ""
    forme = "entete_etroite" if est_etroite(colonne) else "entete"
    return _texte(colonne.entete, forme, note=note)


def _valeur(colonne: Colonne, ligne: LigneDeFeuille, listes: Listes, regles: ReglesDeTable) -> str:
    valeur = ligne.valeurs.get(colonne.cle, "")
    ouverte = colonne.ouverture == "toujours" and colonne.cle not in ligne.fermees and not est_coupee(valeur)
    montree = montrer(colonne, valeur, listes)
    forme = "ouverte" if ouverte else "fermee"
    if not ouverte and colonne.a_un_ton and isinstance(montree, str):
        # Ce qui ne change plus garde sa couleur même là où les mises en forme conditionnelles de LibreOffice ne se lisent pas.
        couleur = ton(montree)
        forme += f"_{couleur}" if couleur else ""
    elif colonne.genre in DATEES:
        forme += "_date"
    return _cellule(montree, forme, regles.renvoi(colonne, neuve=False))


def _lier(cellule: str, ou: str) -> str:
    """La même cellule, qui mène ailleurs dans le classeur."""
    lien = f'<text:p><text:a xlink:type="simple" xlink:href={quoteattr(f"#{ou}")}>'
    return cellule.replace("<text:p>", lien).replace("</text:p>", "</text:a></text:p>")


def _vide(colonne: Colonne, regles: ReglesDeTable) -> str:
    forme = "fermee" if colonne.ouverture == "jamais" else "ouverte"
    forme += "_date" if colonne.genre in DATEES else ""
    return _cellule(None, forme, regles.renvoi(colonne, neuve=True))


def _cellule(valeur: Montree, forme: str, suite: str = "") -> str:
    if valeur is None:
        return f'<table:table-cell table:style-name="{forme}"{suite}/>'
    if isinstance(valeur, date):
        return (
            f'<table:table-cell table:style-name="{forme}"{suite} office:value-type="date" '
            f'office:date-value="{valeur.isoformat()}"/>'
        )
    if isinstance(valeur, int | float):
        return (
            f'<table:table-cell table:style-name="{forme}"{suite} office:value-type="float" office:value="{valeur!r}"/>'
        )
    return _texte(valeur, forme, suite)


def _texte(texte: str, forme: str, suite: str = "", note: str = "") -> str:
    """Une cellule de texte ; les espaces répétées, que XML oublierait, y sont comptées."""
    if not texte:
        return f'<table:table-cell table:style-name="{forme}"{suite}/>'
    lignes = (_ESPACES.sub(lambda m: f'<text:s text:c="{len(m[0])}"/>', escape(li)) for li in texte.split("\n"))
    corps = "".join(f"<text:p>{ligne}</text:p>" for ligne in lignes)
    return f'<table:table-cell table:style-name="{forme}"{suite} office:value-type="string">{note}{corps}</table:table-cell>'


def _archiver(contenu: str, accueil: PageDeLecture, figees_par_feuille: dict[str, int], nommes: str) -> bytes:
    """Assemble l'archive : le type d'abord et sans compression, comme le veut le format ; aucune horloge."""
    titre = escape(accueil.titre)
    parties = {
        "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
        "content.xml": contenu,
        "styles.xml": modeles.PAGES.replace("@PIED@", titre).replace("@STYLES@", nommes),
        "meta.xml": modeles.META.replace("@TITRE@", titre).replace("@DATE@", accueil.au.isoformat()),
        "settings.xml": modeles.reglages(figees_par_feuille, PREMIERE - 1),
        "META-INF/manifest.xml": modeles.MANIFESTE,
    }
    flux = io.BytesIO()
    with zipfile.ZipFile(flux, "w") as archive:
        for nom, texte in parties.items():
            entree = zipfile.ZipInfo(nom, _HORLOGE)
            entree.compress_type = zipfile.ZIP_STORED if nom == "mimetype" else zipfile.ZIP_DEFLATED
            entree.external_attr = 0o600 << 16
            archive.writestr(entree, texte.encode("utf-8"))
    return flux.getvalue()
