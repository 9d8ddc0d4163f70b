"""Les figures d'un document Word : le dessin vectoriel, celui en points pour les anciens Word, le texte de remplacement."""

from collections.abc import Iterable
from html import escape

from qualicli.rendus.formats.images import ImagePosee
from qualicli.rendus.formats.pandoc import FIGURE

_LIENS, _TYPES = "word/_rels/document.xml.rels", "[Content_Types].xml"
_UNITES = 360000  # celles de Word, dans un centimètre
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/image"
_DESSINS = "http://schemas.openxmlformats.org/drawingml/2006"
_VECTEUR = (  # ce que Word 2016 et ses suivants lisent, et que les autres passent
    '<a:extLst><a:ext uri="{{96DAC541-7B7A-43D3-8B79-37D633B846F1}}"><asvg:svgBlip '
    'xmlns:asvg="http://schemas.microsoft.com/office/drawing/2016/SVG/main" r:embed="{nom}-svg"/></a:ext></a:extLst>'
)


def figurer(image: ImagePosee) -> str:
    """Le paragraphe d'une figure."""
    large, haut = (round(cote * _UNITES) for cote in image.taille)
    numero = image.nom.rpartition("-")[2]
    dits = f'title="{escape(image.figure.titre)}" descr="{escape(image.figure.alternative)}"'
    place = f'<a:xfrm><a:off x="0" y="0"/><a:ext cx="{large}" cy="{haut}"/></a:xfrm>'
    dessin = (
        f'<pic:pic xmlns:pic="{_DESSINS}/picture"><pic:nvPicPr><pic:cNvPr id="{numero}" name="{image.nom}"/><pic:cNvPicPr/>'
        f'</pic:nvPicPr><pic:blipFill><a:blip r:embed="{image.nom}-png">{_VECTEUR.format(nom=image.nom)}</a:blip>'
        f"<a:stretch><a:fillRect/></a:stretch></pic:blipFill>"
        f'<pic:spPr>{place}<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic>'
    )
    return (
        f'<w:p><w:pPr><w:pStyle w:val="{FIGURE}"/></w:pPr><w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0">'
        f'<wp:extent cx="{large}" cy="{haut}"/><wp:docPr id="{numero}" name="{image.nom}" {dits}/>'
        f'<a:graphic xmlns:a="{_DESSINS}/main"><a:graphicData uri="{_DESSINS}/picture">{dessin}</a:graphicData></a:graphic>'
        f"</wp:inline></w:drawing></w:r></w:p>"
    )


def joindre(parties: dict[str, bytes], images: Iterable[ImagePosee]) -> None:
    """Met les images dans le fichier, leurs liens et leurs types là où Word les cherche."""
    liens = types = ""
    for image in images:
        for extension, octets in (("svg", image.svg.encode()), ("png", image.png)):
            parties[f"word/media/{image.nom}.{extension}"] = octets
            cible = f'Target="media/{image.nom}.{extension}"'
            liens += f'<Relationship Id="{image.nom}-{extension}" Type="{_RELATION}" {cible}/>'
    if not liens:
        return
    declares = parties[_TYPES].decode()
    for extension, genre in (("svg", "image/svg+xml"), ("png", "image/png")):
        if f'Extension="{extension}"' not in declares:
            types += f'<Default Extension="{extension}" ContentType="{genre}"/>'
    parties[_TYPES] = declares.replace("</Types>", f"{types}</Types>").encode()
    parties[_LIENS] = parties[_LIENS].decode().replace("</Relationships>", f"{liens}</Relationships>").encode()
