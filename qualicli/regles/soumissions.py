"""REU, suite : une suggestion soumise à une instance y revient, et ce qui est repris existe."""

from collections.abc import Iterator

from qualicli import francais
from qualicli.modeles.anomalie import Faute
from qualicli.modeles.reunion import Reunion
from qualicli.regles.contexte import Contexte


def soumissions_oubliees(contexte: Contexte) -> Iterator[Faute]:
    """Une suggestion soumise à une instance est reprise à sa réunion suivante."""
    for reunion in contexte.connu.reunions.values():
        for rang, suggestion in enumerate(reunion.suggestions):
            renvoi = f"{reunion.id}:{suggestion.id}"
            for nom in suggestion.soumise_a if suggestion.suite == "soumise_a" else ():
                suivantes = [r for r in contexte.reunions.get(nom, ()) if reunion.date.precede(r.date)]
                if suivantes and not any(renvoi in p.reprend for r in suivantes for p in r.ordre_du_jour):
                    instance = contexte.dossier.instances.get(nom)
                    message = (
                        f"La suggestion « {suggestion.id} », soumise {francais.au(instance.nom if instance else nom)}, "
                        f"n'a pas été reprise à sa réunion {_premiere(suivantes).date.apres_de()}."
                    )
                    conseil = f"Inscrivez-la à l'ordre du jour d'une réunion : « reprend: [\"{renvoi}\"] »."
                    yield Faute(reunion.fichier, ("suggestions", rang, "soumise_a"), message, conseil)


def _premiere(reunions: list[Reunion]) -> Reunion:
    return min(reunions, key=lambda r: (r.date, r.id))


def reprises_inconnues(contexte: Contexte) -> Iterator[Faute]:
    """Un point reprend une suggestion qui existe, et d'une réunion antérieure."""
    reunions = contexte.dossier.reunions
    for reunion in reunions.values():
        for rang, point in enumerate(reunion.ordre_du_jour):
            for place, renvoi in enumerate(point.reprend):
                nom, _, identifiant = renvoi.partition(":")
                origine = reunions.get(nom)
                chemin = ("ordre_du_jour", rang, "reprend", place)
                if ("reunions", nom) in contexte.illisibles:
                    continue
                if origine is None or all(s.id != identifiant for s in origine.suggestions):
                    connues = [f"{r.id}:{s.id}" for r in reunions.values() for s in r.suggestions]
                    proche = francais.plus_proche(renvoi, connues)
                    conseil = f"Vouliez-vous dire « {proche} » ?" if proche else "Écrivez « réunion:suggestion »."
                    yield Faute(reunion.fichier, chemin, f"La suggestion « {renvoi} » n'existe pas.", conseil)
                elif reunion.date.precede(origine.date):
                    message = f"La suggestion « {renvoi} » est d'une réunion postérieure ({origine.date.en_clair()})."
                    yield Faute(reunion.fichier, chemin, message, "Corrigez le renvoi, ou l'une des deux dates.")
