"""Changes of the schema, oldest first; one that has been released is never edited.

Each module has a function per engine. The name under which a change is recorded is its module's.
"""

from data.migrations import (
    m0001_begin,
    m0002_log,
    m0003_accounts,
    m0004_seal,
    m0005_rounds,
    m0006_privacy,
    m0007_breaches,
    m0007_targets,
    m0008_weeks,
    m0009_slips,
    m0010_devices,
    m0012_paper,
    m0013_questionnaires,
    m0014_cases,
    m0015_paired_again,
    m0016_report_orders,
    m0017_report_periods,
    m0020_two_engines,
    m0021_packages,
    m0022_report_fields,
    m0023_shown,
)

ORDER = (
    m0001_begin,
    m0002_log,
    m0003_accounts,
    m0004_seal,
    m0005_rounds,
    m0006_privacy,
    m0007_targets,
    m0007_breaches,
    m0008_weeks,
    m0009_slips,
    m0010_devices,
    m0012_paper,
    m0014_cases,
    m0013_questionnaires,
    m0015_paired_again,
    m0016_report_orders,
    m0017_report_periods,
    m0020_two_engines,
    m0021_packages,
    m0022_report_fields,
    m0023_shown,
)
