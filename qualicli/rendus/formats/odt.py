"""ODT, par pandoc ; ce que le HTML ne dit pas (sommaire paginé, sauts de page, rangées) est ajouté à son XML."""

import re
from collections.abc import Iterable, Iterator
from html import escape
from string import Template

from qualicli.rendus.formats import colis, pandoc
from qualicli.rendus.formats.bureautique import gabarit
from qualicli.rendus.formats.ecrit import Ecrit
from qualicli.rendus.formats.images import ImagePosee, reunir_images
from qualicli.rendus.formats.pivot import Rangee, analyser

_CONTENU, _INVENTAIRE = "content.xml", "META-INF/manifest.xml"
_ECART = '<style:table-properties fo:margin-top="0.15cm" fo:margin-bottom="0.35cm" '  # entre un tableau et le texte
# Les éléments d'une liste se suivent sans espace ; après le dernier, celle d'un paragraphe.
_SERRE = 'fo:margin-top="0cm" fo:margin-bottom="0.21cm" style:contextual-spacing="true"'
_PUCES = ("–", "•")  # comme dans les courriers administratifs, un niveau sur deux
_TYPES = {"svg": "image/svg+xml", "png": "image/png"}
_BORD = 'fo:border="0.5pt solid #8c8c8c" fo:padding="0.1cm"'
_CELLULES = {"TableRowCell": _BORD, "TableHeaderRowCell": f'{_BORD} fo:background-color="#e8ecf3"'}
_REPERE = re.compile(rf'<text:p text:style-name="{pandoc.REPERE}">(\w+)</text:p>')
_FIGURE = re.compile(rf'<text:p text:style-name="{pandoc.FIGURE}">(figure-\d+)</text:p>')
_SOMMAIRE = re.compile(
    r'<text:p text:style-name="Contents_20_Heading">.*?</text:p>'
    r'(?:\s*<text:p text:style-name="Contents_20_\d">.*?</text:p>)+'
)
_SUIVANT = re.compile(r'(</text:table-of-content>\s*<text:p text:style-name=")(?:Text_20_body|First_20_paragraph)(?=")')
_ENTREE = re.compile(
    r'<text:a xlink:type="simple" xlink:href="#([^"]*)" office:name="">'
    r'<text:span text:style-name="Definition">(.*?)</text:span></text:a>'
)
_TABLEAU = re.compile(r"<table:table .*?</table:table>", re.DOTALL)
_RANGEE = re.compile(r"<table:table-row>(.*?)</table:table-row>", re.DOTALL)
_NIVEAU = re.compile(
    r"<text:list-level-style-(bullet|number) text:level=\"(\d+)\".*?</text:list-level-style-\1>", re.DOTALL
)


def rendre(ecrit: Ecrit) -> bytes:
    """Rend le document OpenDocument."""
    corps = analyser(ecrit)
    parties = pandoc.convertir(ecrit, corps, "odt", ("Contents_20_Heading", "Contents_20_"))
    rangees = iter(corps.rangees)
    contenu = _TABLEAU.sub(lambda t: _tableau(t[0], rangees), parties[_CONTENU].decode())
    contenu = _SUIVANT.sub(r"\1ApresSommaire", _SOMMAIRE.sub(lambda s: _sommaire(s[0]), contenu))
    images = {i.nom: i for i in reunir_images(corps, "odt")}
    contenu = _FIGURE.sub(lambda f: _figure(images[f[1]]), _pages(_styles(contenu)))
    parties[_CONTENU] = contenu.encode()
    _joindre(parties, images.values())
    return colis.fermer(parties)


def _tableau(tableau: str, rangees: Iterator[Rangee]) -> str:
    """Aucune rangée courte n'est coupée, aucune cellule n'est sans paragraphe, la place d'écrire est laissée."""

    def reprendre(rangee: re.Match[str]) -> str:
        mesure = next(rangees)
        nom = "RangeeHaute" if mesure.haute else "Rangee" if mesure.insecable else "RangeeLongue"
        vide = r'\1<text:p text:style-name="Table_20_Contents"/>\2'
        contenu = re.sub(r"(<table:table-cell [^>]*>)\s*(</table:table-cell>)", vide, rangee[1])
        return f'<table:table-row table:style-name="{nom}">{contenu}</table:table-row>'

    return _RANGEE.sub(reprendre, tableau)


def _sommaire(sommaire: str) -> str:
    """Fait de la suite des liens une vraie table des matières, dont LibreOffice calcule les pages."""

    def paginer(entree: re.Match[str]) -> str:
        page = f'<text:bookmark-ref text:reference-format="page" text:ref-name="{entree[1]}"/>'
        style = 'text:style-name="Index_20_Link" text:visited-style-name="Index_20_Link"'
        return f'<text:a xlink:type="simple" xlink:href="#{entree[1]}" {style}>{entree[2]}<text:tab/>{page}</text:a>'

    titre, _, lignes = sommaire.partition("</text:p>")
    cadre = f'<text:index-title text:name="Sommaire_Titre">{titre}</text:p></text:index-title>'
    return Template(gabarit("odt/sommaire.xml")).substitute(lignes=cadre + _ENTREE.sub(paginer, lignes)).rstrip()


def _figure(image: ImagePosee) -> str:
    """Une figure : le dessin vectoriel, celui en points pour qui ne le lit pas, le titre et le texte de remplacement."""
    large, haut = image.taille
    place = f'svg:width="{large:.2f}cm" svg:height="{haut:.2f}cm" text:anchor-type="as-char" draw:name="{image.nom}"'
    lien = 'xlink:type="simple" xlink:show="embed" xlink:actuate="onLoad"'
    fichiers = "".join(
        f'<draw:image xlink:href="Pictures/{image.nom}.{extension}" {lien} draw:mime-type="{_TYPES[extension]}"/>'
        for extension in _TYPES
    )
    dits = f"<svg:title>{escape(image.figure.titre)}</svg:title><svg:desc>{escape(image.figure.alternative)}</svg:desc>"
    return f'<text:p text:style-name="{pandoc.FIGURE}"><draw:frame {place}>{fichiers}{dits}</draw:frame></text:p>'


def _joindre(parties: dict[str, bytes], images: Iterable[ImagePosee]) -> None:
    """Met les images dans le fichier, et à son inventaire."""
    entrees = ""
    for image in images:
        for extension, octets in (("svg", image.svg.encode()), ("png", image.png)):
            nom = f"Pictures/{image.nom}.{extension}"
            parties[nom] = octets
            entrees += f'<manifest:file-entry manifest:full-path="{nom}" manifest:media-type="{_TYPES[extension]}"/>'
    inventaire = parties[_INVENTAIRE].decode().replace("</manifest:manifest>", f"{entrees}</manifest:manifest>")
    parties[_INVENTAIRE] = inventaire.encode()


def _styles(contenu: str) -> str:
    """Remplace les styles de pandoc par les nôtres : cellules, tableaux, listes."""
    for nom, proprietes in _CELLULES.items():
        contenu = re.sub(
            rf'(style:name="{nom}" [^>]*>\s*)<style:table-cell-properties [^>]*>',
            rf"\1<style:table-cell-properties {proprietes}/>",
            contenu,
        )
    contenu = contenu.replace("<style:table-properties ", _ECART)
    contenu = contenu.replace('"Text_20_body" style:list-style-name', '"Liste" style:list-style-name')
    contenu = contenu.replace('fo:margin-top="0in" fo:margin-bottom="0in"', _SERRE)
    parents = dict(
        re.findall(r'style:name="(P\d+)" style:family="paragraph" style:parent-style-name="([^"]*)"', contenu)
    )
    contenu = re.sub(
        r'style:parent-style-name="(P\d+)"',  # un style automatique n'hérite pas d'un autre
        lambda p: f'style:parent-style-name="{parents.get(p[1], p[1])}"',
        contenu,
    )
    return _NIVEAU.sub(_niveau, contenu)


def _niveau(trouve: re.Match[str]) -> str:
    """Un niveau de liste : sa puce, et un retrait plus court que celui de pandoc."""
    rang = int(trouve[2])
    texte = re.sub(r'text:bullet-char="[^"]*"', f'text:bullet-char="{_PUCES[(rang - 1) % 2]}"', trouve[0])
    if trouve[1] == "bullet":
        texte = texte.replace(' style:num-suffix="."', "")
    retrait = f"{0.3 + 0.55 * rang:.2f}cm"
    texte = re.sub(r'text:list-tab-stop-position="[^"]*"', f'text:list-tab-stop-position="{retrait}"', texte)
    marges = f'fo:text-indent="-0.55cm" fo:margin-left="{retrait}"'
    return re.sub(r'fo:text-indent="[^"]*" fo:margin-left="[^"]*"', marges, texte)


def _pages(contenu: str) -> str:
    """Remplace les repères par des sauts de page et des pages en paysage."""
    debut, *suite = _REPERE.split(contenu)
    ecrit, en_paysage = debut, False
    for nom, texte in zip(suite[::2], suite[1::2], strict=True):
        style = {"annexe": "SautDePage", "couverture": "SautDePage", "paysage": "EnPaysage"}.get(nom, "")
        if nom == "fin" and en_paysage and _a_du_texte(texte):
            style = "EnPortrait"
        ecrit += (f'<text:p text:style-name="{style}"/>' if style else "") + texte
        en_paysage = nom == "paysage"
    return ecrit


def _a_du_texte(xml: str) -> bool:
    return any(f"<{balise}" in xml for balise in ("text:p ", "text:h ", "table:table "))
