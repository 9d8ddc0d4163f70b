"""Les parties fixes d'un classeur .ods : espaces de noms, styles, mise en page, réglages d'affichage."""

from collections.abc import Mapping
from xml.sax.saxutils import quoteattr

from qualicli.echanges.cellules.tons import TONS
from qualicli.echanges.ecriture.couleurs import ENTETE, FERMEE, TITRE, TRAIT

_ESPACES = "".join(
    f' xmlns:{court}="urn:oasis:names:tc:opendocument:xmlns:{long}:1.0"'
    for court, long in (
        ("office", "office"),
        ("style", "style"),
        ("text", "text"),
        ("table", "table"),
        ("number", "datastyle"),
        ("meta", "meta"),
        ("config", "config"),
    )
) + (
    ' xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0" xmlns:dc="http://purl.org/dc/elements/1.1/"'
    ' xmlns:of="urn:oasis:names:tc:opendocument:xmlns:of:1.2"'
    ' xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
    ' xmlns:tableooo="http://openoffice.org/2009/table" xmlns:xlink="http://www.w3.org/1999/xlink"'
    ' xmlns:loext="urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0" office:version="1.3"'
)
_XML = '<?xml version="1.0" encoding="UTF-8"?>'
TETE_CONTENU = f"{_XML}<office:document-content{_ESPACES}><office:automatic-styles>"


def _cellule(nom: str, cellule: str = "", texte: str = "", paragraphe: str = "", format_: str = "") -> str:
    return (
        f'<style:style style:name="{nom}" style:family="table-cell"{format_}>'
        f'<style:table-cell-properties style:vertical-align="top" fo:wrap-option="wrap" {cellule}/>'
        f"<style:paragraph-properties {paragraphe}/>"
        f'<style:text-properties fo:font-family="Calibri" fo:font-size="10pt" {texte}/>'
        "</style:style>"
    )


def _saisies() -> str:
    """Les cellules ouvertes et fermées, nues, en date, ou dans chaque ton."""
    styles = []
    for nom, protege, fond in (
        ("ouverte", "none", "FFFFFF"),
        ("fermee", "none", FERMEE),
        ("fixe", "protected", FERMEE),
    ):
        # Les grises se refusent par une règle de saisie : verrouillées, LibreOffice ne les trierait pas.
        base = f'fo:border="0.5pt solid #{TRAIT}" style:cell-protect="{protege}" fo:background-color="#'
        styles.append(_cellule(nom, f'{base}{fond}"'))
        styles.append(
            _cellule(f"{nom}_date", f'{base}{fond}"', "", 'fo:text-align="start"', ' style:data-style-name="jour"')
        )
        for couleur, teinte, encre in dict.fromkeys(t[:3] for t in TONS):
            styles.append(_cellule(f"{nom}_{couleur}", f'{base}{teinte}"', f'fo:color="#{encre}"'))
    return "".join(styles)


def feuille(couleur: str) -> str:
    """Les styles d'une feuille visible, à la couleur de son onglet, selon qu'elle s'imprime sur une ou deux pages de large."""
    return "".join(
        f'<style:style style:name="{nom}_{couleur}" style:family="table" style:master-page-name="{page}">'
        f'<style:table-properties table:display="true" tableooo:tab-color="#{couleur}"/></style:style>'
        for nom, page in (("f", "Default"), ("f2", "Large"))
    )


_GRAS = 'fo:font-weight="bold"'
_ENTETE = f'fo:background-color="#{ENTETE}" fo:border="0.5pt solid #{TRAIT}" style:cell-protect="protected"'
STYLES = (
    '<style:style style:name="cachee" style:family="table"><style:table-properties table:display="false"/></style:style>'
    '<number:date-style style:name="jour"><number:day number:style="long"/><number:text>/'
    '</number:text><number:month number:style="long"/><number:text>/</number:text><number:year number:style="long"/>'
    "</number:date-style>"
    + _cellule("normal").replace('fo:wrap-option="wrap"', 'fo:wrap-option="no-wrap"')
    + _cellule("repere", 'style:cell-protect="none"').replace('fo:wrap-option="wrap"', 'fo:wrap-option="no-wrap"')
    + _cellule("titre", 'style:cell-protect="protected"', f'{_GRAS} fo:color="#{TITRE}"')
    .replace("10pt", "15pt")
    .replace('fo:wrap-option="wrap"', 'fo:wrap-option="no-wrap"')
    + _cellule("conseil", "", 'fo:font-style="italic" fo:color="#595959"').replace(
        'fo:wrap-option="wrap"', 'fo:wrap-option="no-wrap"'
    )
    + _cellule("partie", "", f'{_GRAS} fo:color="#{TITRE}"').replace("10pt", "12pt")
    + _cellule("entete", _ENTETE, f'{_GRAS} fo:color="#FFFFFF"')
    + _cellule("entete_etroite", f'{_ENTETE} style:rotation-angle="90"', f'{_GRAS} fo:color="#FFFFFF"').replace(
        'fo:wrap-option="wrap"', 'fo:wrap-option="no-wrap"'
    )
    + _saisies()
    + "</office:automatic-styles>"
)
_DE_LARGE = {"Default": 1, "Large": 2}  # par page modèle : combien de pages de large prend une feuille


def _mise_en_page(nom: str, de_large: int) -> str:
    return (
        f'<style:page-layout style:name="page{nom}"><style:page-layout-properties fo:page-width="29.7cm" '
        'fo:page-height="21cm" style:print-orientation="landscape" fo:margin-top="1.2cm" fo:margin-bottom="1cm" '
        f'fo:margin-left="0.8cm" fo:margin-right="0.8cm" style:scale-to-X="{de_large}" style:scale-to-Y="0"/>'
        '<style:footer-style><style:header-footer-properties fo:min-height="0.6cm"/></style:footer-style></style:page-layout>'
    )


def _page(nom: str) -> str:
    return (
        f'<style:master-page style:name="{nom}" style:page-layout-name="page{nom}"><style:header style:display="false"/>'
        "<style:footer><style:region-left><text:p>@PIED@ · <text:sheet-name>?</text:sheet-name></text:p></style:region-left>"
        "<style:region-right><text:p><text:page-number>1</text:page-number> / <text:page-count>1</text:page-count></text:p>"
        "</style:region-right></style:footer></style:master-page>"
    )


PAGES = (
    f"{_XML}<office:document-styles{_ESPACES}>"
    '<office:styles><style:default-style style:family="table-cell"><style:text-properties '
    'fo:font-family="Calibri" fo:font-size="10pt" fo:language="fr" fo:country="FR"/></style:default-style>'
    '<style:style style:name="Default" style:family="table-cell"/>@STYLES@</office:styles><office:automatic-styles>'
    + "".join(_mise_en_page(nom, combien) for nom, combien in _DE_LARGE.items())
    + "</office:automatic-styles><office:master-styles>"
    + "".join(map(_page, _DE_LARGE))
    + "</office:master-styles></office:document-styles>"
)
META = (
    f"{_XML}<office:document-meta{_ESPACES}><office:meta><meta:generator>qualicli</meta:generator>"
    "<dc:title>@TITRE@</dc:title><dc:language>fr-FR</dc:language><meta:creation-date>@DATE@T00:00:00</meta:creation-date>"
    "</office:meta></office:document-meta>"
)
MANIFESTE = (
    f'{_XML}<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.3">'
    '<manifest:file-entry manifest:full-path="/" manifest:version="1.3" '
    'manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/>'
    + "".join(
        f'<manifest:file-entry manifest:full-path="{n}.xml" manifest:media-type="text/xml"/>'
        for n in ("content", "styles", "meta", "settings")
    )
    + "</manifest:manifest>"
)


def reglages(figees: Mapping[str, int], lignes: int) -> str:
    """Les réglages d'affichage : les lignes d'en-tête restent en haut, les colonnes figées à gauche."""

    def un(nom: str, genre: str, valeur: object) -> str:
        return f'<config:config-item config:name="{nom}" config:type="{genre}">{valeur}</config:config-item>'

    def vue(colonnes: int) -> str:
        coupe = un("VerticalSplitMode", "short", 2) + un("VerticalSplitPosition", "int", lignes)
        coupe += un("PositionBottom", "int", lignes)
        if not colonnes:
            return coupe + un("ActiveSplitRange", "short", 2)
        coupe += un("HorizontalSplitMode", "short", 2) + un("HorizontalSplitPosition", "int", colonnes + 1)
        return coupe + un("PositionRight", "int", colonnes + 1) + un("ActiveSplitRange", "short", 3)

    tables = "".join(
        f"<config:config-item-map-entry config:name={quoteattr(f)}>{vue(n)}</config:config-item-map-entry>"
        for f, n in figees.items()
    )
    return (
        f'{_XML}<office:document-settings{_ESPACES}><office:settings><config:config-item-set config:name="ooo:view-settings">'
        '<config:config-item-map-indexed config:name="Views"><config:config-item-map-entry>'
        f'{un("ViewId", "string", "view1")}<config:config-item-map-named config:name="Tables">{tables}'
        "</config:config-item-map-named></config:config-item-map-entry></config:config-item-map-indexed></config:config-item-set>"
        "</office:settings></office:document-settings>"
    )
