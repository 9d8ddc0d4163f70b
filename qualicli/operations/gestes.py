"""Un geste du référent : ce qu'il changerait, vérifié comme le ferait `valider`, puis écrit tout ou rien."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from difflib import SequenceMatcher
from pathlib import Path

from qualicli.depot.ecriture import ecrire_fichier
from qualicli.depot.lecture import Avancement
from qualicli.depot.transaction import ecrire_ensemble
from qualicli.erreurs import ErreurUsage
from qualicli.modeles.anomalie import Anomalie, Gravite
from qualicli.modeles.importation import Effet, Fusion
from qualicli.operations.classeurs import DossierOuvert, ouvrir_dossier
from qualicli.operations.importer import anomalies_nouvelles, composer
from qualicli.operations.trouver import trouver


@dataclass(frozen=True)
class LigneEcrite:
    """Une ligne qu'un geste ajoute ou ôte, et son numéro dans le fichier écrit (ou d'avant, si elle en disparaît)."""

    numero: int
    texte: str
    est_ajoutee: bool


@dataclass(frozen=True)
class Geste:
    """Ce qu'une commande écrirait : ses effets en mots, les octets de chaque fiche et de chaque pièce, ce qu'on en dirait."""

    ouvert: DossierOuvert
    sujet: str  # ce que le geste fait, en une ligne : le titre d'un commit
    effets: tuple[Effet, ...] = ()
    fiches: Mapping[str, bytes] = field(default_factory=dict)
    pieces: Mapping[str, bytes] = field(default_factory=dict)
    mentions: tuple[str, ...] = ()
    anomalies: tuple[Anomalie, ...] = ()  # ce que « valider » trouverait de plus, une fois le geste écrit
    dehors: Mapping[Path, bytes] = field(default_factory=dict)  # ce qui s'écrit hors du dossier : lettres, brouillons

    @property
    def fichiers(self) -> dict[str, bytes]:
        """Tout ce qui s'écrirait, pièces comprises."""
        return {**self.pieces, **self.fiches}

    @property
    def erreurs(self) -> list[Anomalie]:
        """Ce qui interdit d'écrire."""
        return [a for a in self.anomalies if a.gravite is Gravite.ERREUR]

    def lignes(self, fichier: str) -> list[LigneEcrite]:
        """Les lignes qui changeraient dans une fiche."""
        avant, apres = (
            o.decode("utf-8", "replace").splitlines()
            for o in (self.ouvert.octets.get(fichier, b""), self.fiches[fichier])
        )
        changees: list[LigneEcrite] = []
        for genre, a, b, c, d in SequenceMatcher(None, avant, apres, autojunk=False).get_opcodes():
            if genre != "equal":
                changees += [LigneEcrite(n + 1, avant[n], False) for n in range(a, b)]
                changees += [LigneEcrite(n + 1, apres[n], True) for n in range(c, d)]
        return changees


def ouvrir_geste(dossier: Path | None, au: date, avancement: Avancement | None = None) -> DossierOuvert:
    """Lit le dossier où le geste se fait."""
    return ouvrir_dossier(trouver(dossier), au, avancement)


def preparer(
    ouvert: DossierOuvert,
    sujet: str,
    effets: Iterable[Effet],
    pieces: Mapping[str, bytes] | None = None,
    mentions: Iterable[str] = (),
) -> Geste:
    """Compose ce que les effets écriraient, et ce que `valider` en dirait. N'écrit rien."""
    fusion = Fusion(effets=list(effets))
    fiches = composer(ouvert, fusion)
    if fusion.rejets:
        raise ErreurUsage(fusion.rejets[0].texte, "Rien n'est écrit.")
    pieces = pieces or {}
    trouvees = anomalies_nouvelles(ouvert, {**pieces, **fiches})
    # ce qui n'est pas une erreur ne se dit que des fiches du geste : ailleurs, `valider` le dira
    anomalies = [
        a for a in trouvees if a.fichier in fiches or (a.gravite is Gravite.ERREUR and a.fichier not in pieces)
    ]
    return Geste(ouvert, sujet, tuple(fusion.effets), fiches, pieces, tuple(mentions), tuple(anomalies))


def ecrire(geste: Geste) -> list[str]:
    """Écrit le geste, tout ou rien ; refuse ce que `valider` appellerait une erreur. Rend ce qu'il y a à enregistrer."""
    if geste.erreurs:
        premiere = geste.erreurs[0]
        raise ErreurUsage(f"{premiere.message} Rien n'est écrit.", premiere.conseil)
    for (
        chemin,
        octets,
    ) in geste.dehors.items():  # d'abord : une panne ici ne laisse dans le dossier rien qui les dise faits
        ecrire_fichier(chemin, octets)
    lus = {f: geste.ouvert.octets[f] for f in geste.fiches if f in geste.ouvert.octets}
    ecrire_ensemble(geste.ouvert.racine, geste.fichiers, lus)
    return list(geste.fichiers)
