"""Who acts in the tests, and an act of his."""

from datetime import UTC, datetime

from surveys.account import Actor, Role
from surveys.act import Act

NOW = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
BOSS = Actor("test", Role.ADMINISTRATOR)
ACT = Act(NOW, BOSS.name, "test.act", "nothing")
