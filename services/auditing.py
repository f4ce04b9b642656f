"""Whether what a round shows gives a few people away: attacked as a clever reader would."""

from analysis.attack import Attack, Progress, attack
from analysis.disclosure import withheld
from services.program import Program
from services.results import find_round, tree_of
from services.withholding import linked


def audit_round(
    program: Program, round_id: str, *, public: bool = False, progress: Progress = lambda _: None
) -> Attack:
    """Attacks all figures of a round, those inside the agency or those that everybody sees.

    Raises SurveyError UNKNOWN_ROUND.
    """
    round = find_round(program, round_id)
    settings = program.settings
    threshold = settings.fewest_public if public else settings.fewest_inside
    forest, counts = linked(program, round, tree_of(program, round))
    return attack(forest, counts, withheld(forest, counts, threshold), threshold, progress)
