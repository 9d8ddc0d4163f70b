"""Oublier d'un dossier, genre par genre, les faits datés d'après un jour : de quoi voir si une sortie les connaissait.

Ce qui se prévoit n'est pas un fait d'après : une échéance, une réunion ou un audit à venir, une diffusion, une arrivée ou un
départ. Un document qui n'est pas encore daté n'est qu'annoncé, et jamais compté ; ce qu'il remplace vaut encore.
"""

from collections.abc import Callable, Iterable, Iterator
from copy import deepcopy
from typing import Any

from cles import Dossier
from fabrique import jour
from qualicli.modeles.temps.dates import DateImprecise

Valeurs = dict[str, Any]
_SUITES_REUNION = ("presents", "excuses", "decisions", "suggestions", "etabli", "cr_diffuse_le")


class Oubli:
    """Un jour, et ce qu'il faut retirer d'un dossier pour n'en rien savoir de plus tard."""

    def __init__(self, au: str) -> None:
        self._au = jour(au)

    def _plus_tard(self, texte: str | None) -> bool:
        return bool(texte and not texte.startswith("jalon:") and DateImprecise.lire(texte).debut > self._au)

    def genres(self) -> dict[str, Callable[[Valeurs], None]]:
        """Par genre de fait, comment l'oublier."""
        return {nom.removeprefix("_sans_"): getattr(self, nom) for nom in sorted(dir(self)) if nom.startswith("_sans_")}

    def appliquer(self, dossier: Dossier, genres: Iterable[str]) -> Dossier:
        """Le dossier sans les faits de ces genres."""
        valeurs, connus = deepcopy(dict(dossier.valeurs)), self.genres()
        for genre in genres:
            connus[genre](valeurs)
        return Dossier(valeurs, dossier.corps)

    def _de(self, valeurs: Valeurs, *familles: str) -> Iterator[tuple[str, Valeurs]]:
        return (
            (nom, v) for nom, v in list(valeurs.items()) if nom.startswith(familles) and nom.endswith((".yaml", ".md"))
        )

    def _retirer(self, liste: list[Valeurs] | None, cle: str) -> None:
        if liste:
            liste[:] = [e for e in liste if not self._plus_tard(e.get(cle))]

    def _oublier(self, objet: Valeurs, date: str, *suites: str) -> bool:
        """Oublie une date d'après, et ce qui vient avec elle."""
        if not self._plus_tard(objet.get(date)):
            return False
        for cle in (date, *suites):
            objet.pop(cle, None)
        return True

    def _sans_evaluations(self, valeurs: Valeurs) -> None:
        for _, suivi in self._de(valeurs, "engagements/"):
            self._retirer(suivi.get("evaluations"), "date")

    def _sans_actions_faites(self, valeurs: Valeurs) -> None:
        for _, action in self._de(valeurs, "actions/"):
            if self._oublier(action, "faite_le", "preuve", "avancement"):
                action["statut"] = "en_cours"

    def _sans_actions_nees(self, valeurs: Valeurs) -> None:
        sources = {
            nom.split("/")[1].rpartition(".")[0]
            for nom, objet in self._de(valeurs, "reunions/", "audits/", "retours/")
            if self._plus_tard(objet["date"])
        }
        self._sans_suites_de_reunion(valeurs)
        self._sans_suites_d_audit(valeurs)
        for nom, action in self._de(valeurs, "actions/"):
            if (action.get("origine") or {}).get("objet") in sources:
                del valeurs[nom]
                identifiant = nom.split("/")[1].rpartition(".")[0]
                for _, retour in self._de(valeurs, "retours/"):
                    if retour.get("action") == identifiant:
                        for cle in ("repondu_le", "suite", "action", "motif"):
                            retour.pop(cle, None)
                _decrocher(valeurs, identifiant, ("action", "recrutement"))

    def _sans_revisions(self, valeurs: Valeurs) -> None:
        for _, objet in self._de(valeurs, "actions/", "jalons/"):
            self._retirer(objet.get("revisions"), "le")

    def _sans_jalons_realises(self, valeurs: Valeurs) -> None:
        for _, jalon in self._de(valeurs, "jalons/"):
            self._oublier(jalon, "realise_le")

    def _sans_remplacements(self, valeurs: Valeurs) -> None:
        for _, document in self._de(valeurs, "preuves/", "procedures/"):
            if self._plus_tard(document.get("date")):
                document.pop("remplace", None)

    def _sans_lectures(self, valeurs: Valeurs) -> None:
        for _, document in self._de(valeurs, "preuves/", "procedures/"):
            self._retirer(document.get("lectures"), "date")

    def _sans_suites_de_reunion(self, valeurs: Valeurs) -> None:
        for _, reunion in self._de(valeurs, "reunions/"):
            if self._plus_tard(reunion["date"]):
                for cle in (*_SUITES_REUNION, "diffusion"):
                    reunion.pop(cle, None)
                for point in reunion.get("ordre_du_jour") or ():
                    point.pop("issue", None)

    def _sans_comptes_rendus(self, valeurs: Valeurs) -> None:
        for _, reunion in self._de(valeurs, "reunions/"):
            self._oublier(reunion, "cr_diffuse_le")
            if self._plus_tard((reunion.get("etabli") or {}).get("date")):
                del reunion["etabli"]
            self._retirer(reunion.get("diffusion"), "date")

    def _sans_suites_d_audit(self, valeurs: Valeurs) -> None:
        for _, audit in self._de(valeurs, "audits/"):
            if self._plus_tard(audit["date"]):
                for cle in ("constats", "rapport", "rapport_recu_le", "resultat", "restitution_orale"):
                    audit.pop(cle, None)

    def _sans_rapports_recus(self, valeurs: Valeurs) -> None:
        for _, audit in self._de(valeurs, "audits/"):
            self._oublier(audit, "rapport_recu_le", "rapport", "resultat")

    def _sans_levees(self, valeurs: Valeurs) -> None:
        for _, audit in self._de(valeurs, "audits/"):
            for constat in audit.get("constats") or ():
                self._oublier(constat, "levee_le", "preuve_levee")

    def _sans_enquetes(self, valeurs: Valeurs) -> None:
        for _, enquete in self._de(valeurs, "enquetes/"):
            self._retirer(enquete.get("publications"), "date")
            for volet in enquete["volets"]:
                if self._plus_tard(volet["periode"]):
                    for cle in ("repondants", "resultats", "conclusions"):
                        volet.pop(cle, None)
            if all(self._plus_tard(v["periode"]) for v in enquete["volets"]):
                enquete.pop("recommandations", None)
                enquete.pop("presentee_a", None)

    def _sans_mesures(self, valeurs: Valeurs) -> None:
        for _, objet in self._de(valeurs, "indicateurs/", "registres/"):
            for mesure in objet.get("mesures") or ():  # une ligne vide est une mesure à faire
                if self._plus_tard(mesure["periode"]):
                    for cle in ("conformes", "total", "valeur", "presence", "commentaire"):
                        mesure.pop(cle, None)
            self._retirer(objet.get("syntheses"), "periode")

    def _sans_lignes(self, valeurs: Valeurs) -> None:
        for nom, lignes in valeurs.items():
            if nom.startswith("registres/") and nom.endswith(".csv"):
                self._retirer(lignes, "recu_le")
                for ligne in lignes:
                    if self._plus_tard(ligne["repondu_le"]):
                        ligne["repondu_le"] = ""

    def _sans_sessions(self, valeurs: Valeurs) -> None:
        for _, formation in self._de(valeurs, "formations/"):
            for session in formation.get("sessions") or ():
                self._oublier(session, "realisee", "formes", "emargement")
                self._oublier(session, "annulee_le", "motif")
                self._retirer(session.get("reports"), "le")

    def _sans_retours(self, valeurs: Valeurs) -> None:
        for nom, retour in self._de(valeurs, "retours/"):
            if self._plus_tard(retour["date"]):
                del valeurs[nom]

    def _sans_reponses(self, valeurs: Valeurs) -> None:
        for _, retour in self._de(valeurs, "retours/"):
            self._oublier(retour, "repondu_le", "suite", "action", "motif")

    def _sans_histoire(self, valeurs: Valeurs) -> None:
        self._retirer(valeurs["qualicli.yaml"].get("historique"), "date")
        self._retirer(valeurs["qualicli.yaml"].get("labels"), "obtenu_le")

    def _sans_creations(self, valeurs: Valeurs) -> None:
        for instance in valeurs["instances.yaml"]["instances"].values():
            if self._plus_tard((instance.get("creation") or {}).get("date")):
                del instance["creation"]


def _decrocher(valeur: Any, cite: str, cles: tuple[str, ...]) -> None:
    """Retire d'un dossier ce qui cite un objet oublié : une clé qui le nomme, une place dans une liste."""
    for element in list(valeur.values()) if isinstance(valeur, dict) else valeur:
        if isinstance(element, dict | list):
            _decrocher(element, cite, cles)
    if isinstance(valeur, dict):
        for cle in [c for c in cles if valeur.get(c) == cite]:
            del valeur[cle]
    elif cite in valeur:
        valeur.remove(cite)
