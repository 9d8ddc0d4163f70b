"""Rapporter : lire le dossier, composer la vue, la rédiger par son gabarit, la mettre en forme. N'écrit rien."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from qualicli.depot import ecriture
from qualicli.depot.lecture import Avancement
from qualicli.erreurs import ErreurUsage
from qualicli.modeles.anomalie import Gravite
from qualicli.operations.diagnostiquer import REGLES_BLOQUANTES, lire
from qualicli.operations.rediger import GABARITS, Atelier, atelier_de, rediger
from qualicli.rendus.documents.socle.demande import DemandeDocument
from qualicli.rendus.formats.registre import mettre_en_forme
from qualicli.rendus.gabarits import lire_fourni, noms_fournis


@dataclass(frozen=True)
class Rapport:
    """Un document produit : son nom de fichier sans extension, et ses octets."""

    nom: str
    octets: bytes


def ouvrir_atelier(racine: Path, au: date, demande: DemandeDocument, avancement: Avancement | None = None) -> Atelier:
    """Lit le dossier et ses gabarits, une seule fois pour tous les documents à produire."""
    dossier, lecture, bilan = lire(racine, au, avancement, REGLES_BLOQUANTES)
    return atelier_de(dossier, lecture, au, demande, bilan.compte(Gravite.ERREUR))


def rapporter(atelier: Atelier, type_: str, format_: str, nominatif: bool = False) -> Iterator[Rapport]:
    """Produit le document demandé, ou un par service avec `tous`. Refuse de nommer quelqu'un dans un document public."""
    for nom, ecrit in rediger(atelier, type_, nominatif):
        yield Rapport(nom, mettre_en_forme(ecrit, format_))


def copier_gabarit(racine: Path, nom: str, a_blanc: bool = False) -> list[str]:
    """Copie dans le dossier le gabarit d'un document ; rend les fichiers écrits, ou à écrire. N'en remplace jamais un."""
    fichier = nom if nom.endswith(".md.j2") else f"{nom}.md.j2"
    texte = lire_fourni(fichier)
    if texte is None:
        connus = ", ".join(n.removesuffix(".md.j2") for n in noms_fournis())
        raise ErreurUsage(f"Le gabarit « {nom} » n'existe pas.", f"Gabarits : {connus}.")
    cible = f"{GABARITS}{fichier}"
    if ecriture.chemin_interne(racine, cible).exists():
        raise ErreurUsage(
            f"« {cible} » existe déjà : il n'est pas remplacé.", "Renommez-le pour repartir du gabarit livré."
        )
    if not a_blanc:
        ecriture.ecrire_dans(racine, {cible: texte.encode()})
    return [cible]
