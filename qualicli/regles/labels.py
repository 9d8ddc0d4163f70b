"""LAB : ce qui est écrit d'un label se tient."""

from collections.abc import Iterator

from qualicli import francais
from qualicli.modeles.anomalie import Faute, Gravite
from qualicli.modeles.labels import terme
from qualicli.regles.contexte import Contexte, Regle
from qualicli.regles.listes import en_double

_FICHIER = "qualicli.yaml"


def niveaux_inconnus(contexte: Contexte) -> Iterator[Faute]:
    """Un niveau est l'un de ceux que le référentiel du label donne."""
    for rang, label in enumerate(contexte.dossier.demarche.labels):
        referentiel = contexte.dossier.referentiels.get(label.referentiel)
        niveaux = referentiel.label.niveaux if referentiel and referentiel.label else ()
        if referentiel is None or label.niveau is None or label.niveau in niveaux:
            continue
        if niveaux:
            message = f"Le label {referentiel.nom} n'a pas de niveau « {label.niveau} »."
            proche = francais.plus_proche(label.niveau, niveaux)
            conseil = f"Vouliez-vous dire « {proche} » ?" if proche else f"Ses niveaux : {', '.join(niveaux)}."
        else:
            message, conseil = f"Le label {referentiel.nom} n'a pas de niveaux.", "Retirez « niveau »."
        yield Faute(_FICHIER, ("labels", rang, "niveau"), message, conseil)


def sorts_sans_motif(contexte: Contexte) -> Iterator[Faute]:
    """Un label retiré, ou maintenu après son échéance, dit pourquoi."""
    for rang, label in enumerate(contexte.dossier.demarche.labels):
        for cle, sort in (("retire_le", "retiré"), ("maintenu_jusqu_au", "maintenu")):
            if getattr(label, cle) is not None and label.motif is None:
                message = f"Le label « {label.referentiel} » est {sort} sans « motif »."
                yield Faute(
                    _FICHIER, ("labels", rang, cle), message, "Les documents disent ce qu'il est devenu, et pourquoi."
                )
                break


def sorts_impossibles(contexte: Contexte) -> Iterator[Faute]:
    """Un label n'est pas retiré avant d'être obtenu, ni maintenu avant d'être échu."""
    for rang, label in enumerate(contexte.dossier.demarche.labels):
        fin = terme(label, contexte.dossier.referentiels.get(label.referentiel))
        retire, maintenu, obtenu = label.retire_le, label.maintenu_jusqu_au, label.obtenu_le
        if retire is not None and obtenu is not None and retire.precede(obtenu):
            message = f"Le label est retiré ({retire.en_clair()}) avant d'être obtenu ({obtenu.en_clair()})."
            yield Faute(_FICHIER, ("labels", rang, "retire_le"), message, "Corrigez l'une des deux dates.")
        if maintenu is not None and fin is not None and maintenu.precede(fin):
            message = f"Le label est maintenu ({maintenu.en_clair()}) moins longtemps qu'il ne vaut ({fin.en_clair()})."
            conseil = "« maintenu_jusqu_au » prolonge un label échu : corrigez l'une des deux dates, ou retirez-la."
            yield Faute(_FICHIER, ("labels", rang, "maintenu_jusqu_au"), message, conseil)


def labels_en_double(contexte: Contexte) -> Iterator[Faute]:
    """Un label obtenu à une date ne s'écrit qu'une fois pour un site."""
    demarche = contexte.dossier.demarche
    lieux = [
        (rang, (la.referentiel, la.obtenu_le.texte if la.obtenu_le else None, site))
        for rang, la in enumerate(demarche.labels)
        for site in la.sites or demarche.sites
    ]
    for rang in dict.fromkeys(lieux[double][0] for double in en_double(cle for _, cle in lieux)):
        label = demarche.labels[rang]
        quand = label.obtenu_le.en_complement() if label.obtenu_le else "à une date inconnue"
        message = f"Le label « {label.referentiel} » obtenu {quand} est déjà écrit pour l'un de ces sites."
        yield Faute(_FICHIER, ("labels", rang), message, "Réunissez les deux, ou corrigez leurs sites ou leurs dates.")


REGLES = (
    Regle(
        "LAB001",
        Gravite.ERREUR,
        "Niveau de label inconnu",
        "Un label n'a que les niveaux que donne son référentiel ; beaucoup n'en ont pas.",
        "{referentiel: services-publics-plus-2023, obtenu_le: 2025-09, niveau: platine}",
        "{referentiel: services-publics-plus-2023, obtenu_le: 2025-09, niveau: argent}",
        niveaux_inconnus,
    ),
    Regle(
        "LAB002",
        Gravite.AVERTISSEMENT,
        "Label retiré ou maintenu sans motif",
        "Un label retiré, ou maintenu au-delà de son échéance, dit pourquoi : un lecteur le demandera.",
        "{referentiel: marianne-2008, obtenu_le: 2013-06, retire_le: 2015-02}",
        "{referentiel: marianne-2008, obtenu_le: 2013-06, retire_le: 2015-02, motif: Site fermé}",
        sorts_sans_motif,
    ),
    Regle(
        "LAB003",
        Gravite.ERREUR,
        "Vie de label impossible",
        "Un label est retiré avant d'avoir été obtenu, ou maintenu jusqu'à une date d'avant son échéance.",
        "{obtenu_le: 2013-06, maintenu_jusqu_au: 2016-01, motif: Audit reporté}",
        "{obtenu_le: 2013-06, maintenu_jusqu_au: 2016-12, motif: Audit reporté}",
        sorts_impossibles,
    ),
    Regle(
        "LAB004",
        Gravite.ERREUR,
        "Label en double",
        "Le même label, obtenu à la même date, est écrit deux fois pour un site. Un renouvellement a sa propre date.",
        "labels:\n  - {referentiel: marianne-2008, obtenu_le: 2013-06}\n  - {referentiel: marianne-2008, obtenu_le: 2013-06}",
        "labels:\n  - {referentiel: marianne-2008, obtenu_le: 2013-06}\n  - {referentiel: marianne-2008, obtenu_le: 2016-06}",
        labels_en_double,
    ),
)
