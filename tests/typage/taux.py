"""Ce que mypy doit refuser : il échoue si une de ces lignes cesse d'être une erreur de type."""

from qualicli.diagnostic.taux import TauxDeclare, TauxEngagements, TauxProuve, TauxRespect

declare, prouve = TauxDeclare.de(1, 2), TauxProuve.de(1, 2)
respect, engagements = TauxRespect.de(1, 2), TauxEngagements.de(1, 2)

somme: TauxDeclare = declare + declare
declare + prouve  # type: ignore[operator]
prouve + declare  # type: ignore[operator]
respect + declare  # type: ignore[operator]
engagements + respect  # type: ignore[operator]
autre: TauxProuve = declare + declare  # type: ignore[assignment]
