"""Le compte rendu d'un comité local des usagers : ses collèges, ce qui lui est présenté, ce qu'il suggère."""

from collections.abc import Iterator

from qualicli import francais
from qualicli.rendus.documents.socle.contexte import ContexteDocument
from qualicli.rendus.documents.types.reunion.seance import composer, sans_signataire

__all__ = ["composer", "manques"]


def manques(contexte: ContexteDocument) -> Iterator[str]:
    """Ce qui rendrait le compte rendu complet."""
    yield from sans_signataire(contexte, "clu")
    for nom, instance in contexte.dossier.instances.items():
        if instance.type == "clu":
            if not instance.colleges:
                yield f"les collèges {francais.du(instance.nom)} (« colleges », instances.yaml)"
            if not instance.role:
                yield f"le rôle {francais.du(instance.nom)} (« role », instances.yaml)"
            tenues = [r for r in contexte.reunions("clu") if r.instance == nom and r.est_tenue(contexte.au)]
            if tenues and not tenues[-1].diffusion:
                yield f"où son dernier compte rendu est diffusé (« diffusion », {tenues[-1].fichier})"
            if tenues and tenues[-1].conservation is None:
                yield f"qui conserve son dernier compte rendu (« conservation », {tenues[-1].fichier})"
