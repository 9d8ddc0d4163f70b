"""Du HTML pivot aux fichiers de bureautique, par pandoc : dans son bac à sable, sans rien de la machine."""

import os
import subprocess
import tempfile
from html import escape
from pathlib import Path

from qualicli.erreurs import ErreurQualicli
from qualicli.rendus.ecran import aplanir
from qualicli.rendus.formats import blocs, colis
from qualicli.rendus.formats.bureautique import en_pied, exiger, gabarits
from qualicli.rendus.formats.ecrit import Ecrit
from qualicli.rendus.formats.pivot import Corps, Partie, en_html

REPERE = "Repere"  # le style d'un paragraphe que `odt` et `docx` remplacent : le Markdown n'a pas de saut de page
FIGURE = "Figure"  # celui d'un paragraphe où ils posent une figure : pandoc n'écrit pas son titre
_RAPPEL = "{{rappel}}"  # dans les sources du document de référence : le titre court du pied de page
_NOTICES = ("docProps/core.xml", "meta.xml")  # là où le fichier dit son auteur et ses dates
# Celui du paquet, et non celui de la machine, dont la version serait une autre.
_PROGRAMME = f"files/pandoc{'.exe' if os.name == 'nt' else ''}"
_DELAI = 120  # secondes


def convertir(ecrit: Ecrit, corps: Corps, format_: str, sommaire: tuple[str, str]) -> dict[str, bytes]:
    """Rend les parties du fichier que pandoc produit, d'après notre document de référence.

    `sommaire` dit les styles du format pour le titre du sommaire, puis pour ses lignes, que leur niveau complète.
    """
    programme = exiger("pypandoc", format_, _PROGRAMME)
    source = gabarits() / format_
    with tempfile.TemporaryDirectory(prefix="qualicli-") as travail:
        reference = Path(travail) / f"reference.{format_}"
        reference.write_bytes(colis.fermer(_reference(source / "reference", ecrit)))
        options = [
            f"--to={format_}",
            f"--reference-doc={reference}",
            f"--template={next(source.glob('corps.*'))}",
            "--from=html",
            "--sandbox",
            f"--data-dir={travail}",
            "--wrap=preserve",
            "--syntax-highlighting=none",
            "--output=-",
        ]
        octets = _lancer([str(programme), *options], _page(ecrit, corps, sommaire))
    return {nom: _dater(partie, ecrit) if nom in _NOTICES else partie for nom, partie in colis.ouvrir(octets).items()}


def _dater(notice: bytes, ecrit: Ecrit) -> bytes:
    """Dans son bac à sable, pandoc n'a pas d'horloge et date tout de 1970 : la date est celle du document."""
    return notice.replace(b"1970-01-01T", f"{ecrit.date.isoformat()}T".encode())


def _reference(dossier: Path, ecrit: Ecrit) -> dict[str, bytes]:
    rappel = escape(en_pied(ecrit.titre)).encode()
    return {nom: octets.replace(_RAPPEL.encode(), rappel) for nom, octets in colis.ramasser(dossier).items()}


def _lancer(commande: list[str], page: str) -> bytes:
    try:
        fait = subprocess.run(  # noqa: S603 (le programme est celui du paquet, les options sont les nôtres)
            commande, input=page.encode(), capture_output=True, timeout=_DELAI, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as faute:
        raise _panne(f"{type(faute).__name__}") from faute
    if fait.returncode or not fait.stdout:
        raise _panne(fait.stderr.decode(errors="replace").strip() or f"code {fait.returncode}")
    return fait.stdout


def _page(ecrit: Ecrit, corps: Corps, sommaire: tuple[str, str]) -> str:
    """Le HTML pivot, où chaque bloc porte le style qui lui donnera sa mise en page."""
    parties = "\n".join(_partie(partie, corps, sommaire) for partie in corps.parties)
    return (
        f'<!DOCTYPE html>\n<html lang="fr-FR">\n<head>\n<meta charset="utf-8">\n<title>{escape(ecrit.titre)}</title>\n'
        f'<meta name="author" content="{escape(ecrit.organisme)}">\n</head>\n<body>\n{parties}\n</body>\n</html>\n'
    )


def _partie(partie: Partie, corps: Corps, sommaire: tuple[str, str]) -> str:
    if partie.nom == blocs.SOMMAIRE:
        lignes = [
            _style(f"{sommaire[1]}{t.niveau}", f'<a href="#{escape(t.ancre)}">{escape(t.texte)}</a>')
            for t in corps.sommaire()
        ]
        return "\n".join(lignes and [_style(sommaire[0], "Sommaire"), *lignes])
    texte = en_html(partie.jetons, lambda _, rang: _style(FIGURE, f"figure-{rang}"))
    if style := blocs.STYLES.get(partie.nom):
        saut = _style(REPERE, partie.nom) if partie.nom == "couverture" else ""
        return f'<div class="bloc-{partie.nom}" data-custom-style="{style}">\n{texte}</div>{saut}'
    if partie.nom:
        return f"{_style(REPERE, partie.nom)}\n{texte}{_style(REPERE, 'fin')}"
    return texte


def _style(nom: str, texte: str) -> str:
    return f'<div data-custom-style="{nom}"><p>{texte}</p></div>'


def _panne(raison: str) -> ErreurQualicli:
    message = f"Le document ne peut pas être écrit : pandoc répond « {aplanir(raison)} »."
    return ErreurQualicli(message, "Écrivez-le en pdf ou en html, et signalez ce document.")
