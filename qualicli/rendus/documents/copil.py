"""Le relevé de conclusions d'un comité de pilotage, ou de toute autre réunion du dossier."""

from typing import Any

from qualicli import francais
from qualicli.modeles.reunion import Reunion
from qualicli.rendus.documents.contexte import Contexte
from qualicli.rendus.documents.seance import Seance, champs


def composer(contexte: Contexte, reunion: Reunion) -> Seance:
    """Met une réunion en mots, telle qu'on la connaît à sa date."""
    commun: dict[str, Any] = champs(contexte, reunion)
    return Seance(
        titre=f"{commun['genre']} {commun['reunion']}", sous_titre=francais.majuscule(reunion.date.en_clair()), **commun
    )
