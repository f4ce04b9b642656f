"""The command line: one command a use case. Exit status 0 done, 2 refused with the reason."""

import click

from commands import (
    accounts,
    backup,
    breaches,
    cases,
    copy,
    devices,
    figures,
    invite,
    language,
    links,
    log,
    packages,
    privacy,
    questionnaires,
    responses,
    retention,
    reviews,
    seals,
    tls,
    units,
    upkeep,
)
from commands.door import Commands
from services import journal

COMMANDS: tuple[click.Command, ...] = (
    upkeep.demo,
    invite.invite,
    language.language,
    questionnaires.questionnaire,
    units.units,
    cases.cases,
    reviews.rounds,
    responses.responses,
    links.links,
    seals.anchor,
    seals.key,
    packages.senders,
    figures.counts,
    figures.audit,
    figures.study,
    figures.summary,
    figures.report,
    figures.report_maker,
    figures.study_maker,
    log.log,
    accounts.users,
    devices.device,
    privacy.privacy,
    retention.retention,
    upkeep.check,
    backup.backup,
    backup.restore_,
    copy.copy,
    tls.tls,
    upkeep.address,
)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Hài Lòng: surveys of satisfaction with administrative procedures."""


privacy.privacy.add_command(breaches.breach)
for command in COMMANDS:
    main.add_command(command)


if __name__ == "__main__":
    journal.configure()
    main()
