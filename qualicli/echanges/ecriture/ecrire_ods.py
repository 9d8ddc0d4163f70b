"""Des tables à un classeur LibreOffice : listes déroulantes, protection, filtres, impression ; mêmes données, mêmes octets."""

import io
import re
import zipfile
from collections.abc import Iterable
from datetime import date
from xml.sax.saxutils import escape, quoteattr

from qualicli.echanges.cellules.colonne import Colonne, Listes
from qualicli.echanges.cellules.montrer import Montree, est_coupee, montrer
from qualicli.echanges.classeurs import page_de_lecture as page
from qualicli.echanges.classeurs.identite import FEUILLE, FEUILLE_LISTES, REPERE
from qualicli.echanges.classeurs.page_de_lecture import PageDeLecture
from qualicli.echanges.ecriture import parties_ods as modeles
from qualicli.echanges.ecriture.couleurs import ton
from qualicli.echanges.feuilles.description import LigneDeFeuille, Table
from qualicli.echanges.lecture.feuille_lue import adresse

_HORLOGE = (1980, 1, 1, 0, 0, 0)
_ESPACES = re.compile(r"^ | $|  +")
_PREMIERE = 4


def ecrire(accueil: PageDeLecture, tables: Iterable[Table], listes: Listes, identite: Iterable[list[str]]) -> bytes:
    """Écrit un classeur entier."""
    liste = list(tables)
    feuilles = [_accueil(accueil), *(_feuille(t, listes) for t in liste)]
    colonnes = [[nom, *choix.values()] for nom, choix in sorted(listes.items())]
    hauteur = max(map(len, colonnes))
    rangees = ("".join(_texte(c[r] if r < len(c) else "", "normal") for c in colonnes) for r in range(hauteur))
    feuilles.append(_cachee(FEUILLE_LISTES, rangees))
    feuilles.append(_cachee(FEUILLE, ("".join(_texte(t, "normal") for t in ligne) for ligne in identite)))
    filtres = "".join(
        f'<table:database-range table:name="T_{t.nom}" table:display-filter-buttons="true" table:target-range-address='
        f"{quoteattr(f'{_cite(t.titre)}.A3:{_cite(t.titre)}.{adresse(_derniere(t), len(t.colonnes) + 1)}')}/>"
        for t in liste
    )
    contenu = (
        f"{modeles.TETE_CONTENU}{_styles_de_colonnes(liste)}{modeles.STYLES}<office:body><office:spreadsheet>"
        f"<table:content-validations>{''.join(_validations(listes))}</table:content-validations>{''.join(feuilles)}"
        f"<table:database-ranges>{filtres}</table:database-ranges></office:spreadsheet></office:body></office:document-content>"
    )
    return _archiver(contenu, accueil.titre, [t.titre for t in liste])


def _derniere(table: Table) -> int:
    return _PREMIERE - 1 + len(table.lignes) + max(table.neuves, 0 if table.lignes else 1)


def _cite(nom: str) -> str:
    return "'" + nom.replace("'", "''") + "'"


def _styles_de_colonnes(tables: list[Table]) -> str:
    largeurs = sorted({c.largeur for t in tables for c in t.colonnes} | {46, 16})
    return "".join(
        f'<style:style style:name="c{n}" style:family="table-column"><style:table-column-properties '
        f'style:column-width="{0.2 * (n + 1):.2f}cm"/></style:style>'
        for n in largeurs
    )


def _validations(listes: Listes) -> Iterable[str]:
    """Une règle par liste, stricte puis indicative, chacune lue dans la feuille masquée."""
    for rang, (nom, choix) in enumerate(sorted(listes.items()), 1):
        debut, fin = (
            re.sub(r"(?<![A-Z])([A-Z]++)(\d+)", r"$\1$\2", adresse(r, rang)) for r in (2, max(2, len(choix) + 1))
        )
        condition = f"of:cell-content-is-in-list([${FEUILLE_LISTES}.{debut}:.{fin}])"
        for suffixe, montre in (("", "true"), ("_libre", "false")):
            yield (
                f'<table:content-validation table:name="v_{nom}{suffixe}" table:condition="{condition}" '
                f'table:base-cell-address="{FEUILLE_LISTES}.A1" table:allow-empty-cell="true" table:display-list="unsorted">'
                f'<table:error-message table:display="{montre}" table:message-type="stop"/>'
                "</table:content-validation>"
            )


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
            "".join(_texte(t, "entete") for t in page.ENTETES),
        ]
        rangees += ["".join(_cellule(v, "fermee") for v in ligne) for ligne in accueil.taux]
    colonnes = (
        '<table:table-column table:style-name="c46"/><table:table-column table:style-name="c16" '
        'table:number-columns-repeated="8"/>'
    )
    lignes = "".join(f"<table:table-row>{r}</table:table-row>" for r in rangees)
    return (
        f'<table:table table:name={quoteattr(page.TITRE)} table:style-name="feuille">{colonnes}{lignes}</table:table>'
    )


def _feuille(table: Table, listes: Listes) -> str:
    colonnes = '<table:table-column table:style-name="c3" table:visibility="collapse"/>' + "".join(
        f'<table:table-column table:style-name="c{c.largeur}"/>' for c in table.colonnes
    )
    entetes = _texte(f"{REPERE}{table.nom}", "normal") + "".join(_entete(c) for c in table.colonnes)
    morceaux = [
        f'<table:table table:name={quoteattr(table.titre)} table:style-name="feuille" table:protected="true">',
        '<loext:table-protection loext:select-protected-cells="true" loext:select-unprotected-cells="true" '
        'loext:use-autofilter="true"/>',
        colonnes,
        f"<table:table-row><table:table-cell/>{_texte(table.titre, 'titre')}</table:table-row>",
        f"<table:table-row><table:table-cell/>{_texte(table.conseil, 'conseil')}</table:table-row>",
        f"<table:table-header-rows><table:table-row>{entetes}</table:table-row></table:table-header-rows>",
    ]
    for ligne in table.lignes:
        cellules = "".join(_valeur(c, ligne, listes) for c in table.colonnes)
        morceaux.append(f"<table:table-row>{_texte(ligne.cle, 'normal')}{cellules}</table:table-row>")
    vide = '<table:table-cell table:style-name="fermee"/>' + "".join(_vide(c) for c in table.colonnes)
    morceaux += [f"<table:table-row>{vide}</table:table-row>"] * (_derniere(table) - _PREMIERE + 1 - len(table.lignes))
    return "".join((*morceaux, "</table:table>"))


def _entete(colonne: Colonne) -> str:
    note = f"<office:annotation><text:p>{escape(colonne.note)}</text:p></office:annotation>" if colonne.note else ""
    forme = "entete_etroite" if colonne.largeur < 6 else "entete"
    return _texte(colonne.titre, forme, note=note)


def _regle(colonne: Colonne) -> str:
    if colonne.genre not in ("choix", "acteur", "libre") or not colonne.liste or colonne.ouverture == "jamais":
        return ""
    return f' table:content-validation-name="v_{colonne.liste}{"" if colonne.genre == "choix" else "_libre"}"'


def _valeur(colonne: Colonne, ligne: LigneDeFeuille, listes: Listes) -> str:
    valeur = ligne.valeurs.get(colonne.cle, "")
    ouverte = colonne.ouverture == "toujours" and colonne.cle not in ligne.fermees and not est_coupee(valeur)
    montree = montrer(colonne, valeur, listes)
    forme = "ouverte" if ouverte else "fermee"
    if (colonne.ton or colonne.liste in ("etats", "statuts_action", "presences")) and isinstance(montree, str):
        couleur = ton(montree)
        forme += f"_{couleur}" if couleur else ""
    elif colonne.genre in ("date", "echeance", "caducite"):
        forme += "_date"
    return _cellule(montree, forme, _regle(colonne))


def _vide(colonne: Colonne) -> str:
    forme = "fermee" if colonne.ouverture == "jamais" else "ouverte"
    forme += "_date" if colonne.genre in ("date", "echeance", "caducite") else ""
    return _cellule(None, forme, _regle(colonne))


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


def _archiver(contenu: str, titre: str, feuilles: list[str]) -> bytes:
    """Assemble l'archive : le type d'abord et sans compression, comme le veut le format ; aucune horloge."""
    parties = {
        "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
        "content.xml": contenu,
        "styles.xml": modeles.PAGES.replace("@PIED@", escape(titre)),
        "meta.xml": modeles.META.replace("@TITRE@", escape(titre)),
        "settings.xml": modeles.reglages(feuilles, _PREMIERE - 1),
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
