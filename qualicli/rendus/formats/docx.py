"""DOCX, par pandoc ; ce que le HTML ne dit pas (sommaire paginé, sauts de page, rangées) est ajouté à son XML."""

import re
from collections.abc import Iterator
from html import escape

from qualicli.rendus.formats import colis, pandoc, word_images
from qualicli.rendus.formats.bureautique import gabarit
from qualicli.rendus.formats.ecrit import Ecrit
from qualicli.rendus.formats.images import reunir_images
from qualicli.rendus.formats.pivot import Rangee, analyser

_DOCUMENT, _LISTES = "word/document.xml", "word/numbering.xml"
_PORTRAIT, _PAYSAGE = 9412, 14344  # largeur du texte, en vingtièmes de point : celle du document de référence
_HAUTEUR = '<w:trHeight w:val="510" w:hRule="atLeast"/>'  # d'une rangée où l'on écrit à la main
_REPERE = re.compile(rf'<w:p><w:pPr><w:pStyle w:val="{pandoc.REPERE}" /></w:pPr><w:r><w:t[^>]*>(\w+)</w:t></w:r></w:p>')
_FIGURE = re.compile(
    rf'<w:p><w:pPr><w:pStyle w:val="{pandoc.FIGURE}" /></w:pPr><w:r><w:t[^>]*>(figure-\d+)</w:t></w:r></w:p>'
)
_SIGNET = re.compile(r'<w:bookmarkStart w:id="\d+" w:name="([^"]*)" />')
_RENVOI = re.compile(r'(<w:bookmarkStart w:id="\d+" w:name|<w:hyperlink w:anchor)="([^"]*)"')
_SOMMAIRE = re.compile(
    r'<w:p><w:pPr><w:pStyle w:val="TOCHeading" />.*?</w:p>'
    r'(?:\s*<w:p><w:pPr><w:pStyle w:val="TOC\d" />.*?</w:p>)+'
)
_ESPACE = '<w:spacing w:before="200"/>'
# Word n'espace pas un tableau ni un sommaire de ce qui le suit : c'est au paragraphe suivant de s'écarter.
_SUIVANT = re.compile(
    r"((?:</w:tbl>|</w:sdt>)\s*<w:p><w:pPr>"
    r'(?:<w:pStyle w:val="(?:BodyText|FirstParagraph|Annonce|Compact)" />)?'
    r"(?:<w:numPr>.*?</w:numPr>)?)(?=</w:pPr>)"
)
_TABLEAU = re.compile(r"<w:tbl>.*?</w:tbl>", re.DOTALL)
_RANGEE = re.compile(r"<w:tr>(?:<w:trPr>(.*?)</w:trPr>)?(.*?)</w:tr>", re.DOTALL)


def rendre(ecrit: Ecrit) -> bytes:
    """Rend le document Word."""
    corps = analyser(ecrit)
    parties = pandoc.convertir(ecrit, corps, "docx", ("TOC Heading", "toc "))
    rangees = iter(corps.rangees)
    document = _TABLEAU.sub(lambda t: _tableau(t[0], rangees), parties[_DOCUMENT].decode())
    document = _SOMMAIRE.sub(lambda s: _sommaire(s[0]), _signets(document))
    document = _SUIVANT.sub(rf"\1{_ESPACE}", document)
    images = {i.nom: i for i in reunir_images(corps, "docx")}
    document = _FIGURE.sub(lambda f: word_images.figurer(images[f[1]]), _separer(_pages(document)))
    parties[_DOCUMENT] = document.encode()
    word_images.joindre(parties, images.values())
    puces = gabarit("docx/puces.xml")
    listes = re.sub(
        r'<w:abstractNum w:abstractNumId="991">.*?</w:abstractNum>',
        lambda _: puces,
        parties[_LISTES].decode(),
        flags=re.DOTALL,
    )
    parties[_LISTES] = re.sub(r'w:left="(\d+)" w:hanging="360"', _retrait, listes).encode()
    return colis.fermer(parties)


def _retrait(trouve: re.Match[str]) -> str:
    """Les listes numérotées de pandoc sont très en retrait."""
    return f'w:left="{int(trouve[1]) // 2 + 94}" w:hanging="340"'


def _signets(document: str) -> str:
    """Donne aux signets des noms que Word admet dans un renvoi de page."""
    noms = {nom: f"_Toc{rang:06d}" for rang, nom in enumerate(_SIGNET.findall(document), 1)}
    return _RENVOI.sub(lambda r: f'{r[1]}="{noms.get(r[2], r[2])}"', document)


def _tableau(tableau: str, rangees: Iterator[Rangee]) -> str:
    """Aucune rangée courte n'est coupée, les cellules ont leur style, la place d'écrire est laissée."""
    a_entete = "<w:tblHeader" in tableau

    def reprendre(rangee: re.Match[str]) -> str:
        mesure = next(rangees)
        proprietes = (rangee[1] or "").replace('<w:tblHeader w:val="on" />', "<w:tblHeader/>")
        proprietes = ("<w:cantSplit/>" if mesure.insecable else "") + (_HAUTEUR if mesure.haute else "") + proprietes
        contenu = rangee[2].replace('<w:pStyle w:val="Compact" />', '<w:pStyle w:val="Tableau" />')
        if a_entete and rangee[1]:
            contenu = contenu.replace('"Tableau"', '"Tableauentete"')
        elif not a_entete:
            contenu = contenu.replace('"Tableau"', '"Tableauentete"', 1)
        return f"<w:tr><w:trPr>{proprietes}</w:trPr>{contenu}</w:tr>"

    return _RANGEE.sub(reprendre, tableau)


def _sommaire(sommaire: str) -> str:
    """Fait de la suite des liens une vraie table des matières ; Word la met à jour, pages comprises, à l'ouverture."""
    debut = _champ("begin", ' w:dirty="true"') + _instruction('TOC \\o "2-3" \\h \\z \\u') + _champ("separate")
    entrees = sommaire.replace('<w:rPr><w:rStyle w:val="Hyperlink" /></w:rPr>', "")
    entrees = re.sub(r'<w:pStyle w:val="TOC\d" /></w:pPr>', lambda p: p[0] + debut, entrees, count=1)
    galerie = '<w:docPartObj><w:docPartGallery w:val="Table of Contents"/><w:docPartUnique/></w:docPartObj>'
    contenu = f"{entrees.removesuffix('</w:p>')}{_champ('end')}</w:p>"
    return f"<w:sdt><w:sdtPr>{galerie}</w:sdtPr><w:sdtContent>{contenu}</w:sdtContent></w:sdt>"


def _champ(genre: str, reste: str = "") -> str:
    return f'<w:r><w:fldChar w:fldCharType="{genre}"{reste}/></w:r>'


def _instruction(texte: str) -> str:
    return f'<w:r><w:instrText xml:space="preserve"> {escape(texte)} </w:instrText></w:r>'


def _separer(document: str) -> str:
    """Word fond deux tableaux qui se touchent, et veut un paragraphe après le dernier."""
    document = re.sub(r"</w:tbl>(\s*)(?=<w:tbl>)", lambda t: f"</w:tbl>{_paragraphe(_ESPACE)}{t[1]}", document)
    return re.sub(
        r"</w:tbl>((?:\s|<w:bookmarkEnd [^>]*>)*<w:sectPr>)", lambda t: f"</w:tbl>{_paragraphe()}{t[1]}", document
    )


def _pages(document: str) -> str:
    """Remplace les repères par des sauts de page et des sections en paysage."""
    debut, *suite = _REPERE.split(document)
    portrait = re.findall(r"<w:sectPr>.*?</w:sectPr>", document, re.DOTALL)[-1]
    paysage = re.sub(r"<w:pgSz [^>]*>", '<w:pgSz w:w="16838" w:h="11906" w:orient="landscape"/>', portrait)
    ecrit, en_paysage = debut, False
    for nom, texte in zip(suite[::2], suite[1::2], strict=True):
        if nom == "paysage":
            ecrit += (_paragraphe(portrait) if _a_du_texte(ecrit) else "") + _elargir(texte)
        elif nom == "fin" and en_paysage:
            ecrit += _paragraphe(paysage) + texte if _a_du_texte(texte) else texte.replace(portrait, paysage)
        else:
            ecrit += (_paragraphe("<w:pageBreakBefore/>") if nom in ("annexe", "couverture") else "") + texte
        en_paysage = nom == "paysage"
    return ecrit


def _a_du_texte(xml: str) -> bool:
    return "<w:p>" in xml or "<w:tbl>" in xml


def _paragraphe(proprietes: str = "") -> str:
    return f'<w:p><w:pPr><w:pStyle w:val="{pandoc.REPERE}"/>{proprietes}</w:pPr></w:p>'


def _elargir(xml: str) -> str:
    """Donne aux colonnes la largeur d'une page en paysage."""
    return re.sub(
        r'<w:gridCol w:w="(\d+)" />', lambda c: f'<w:gridCol w:w="{int(c[1]) * _PAYSAGE // _PORTRAIT}"/>', xml
    )
