"""A contest that runs."""

import pytest

from bot.contest_desk import ContestDesk
from tests.bot.conftest import Office

from .hall import OPENS, fill_bank, fill_units, opened


@pytest.fixture
def desk(office: Office) -> ContestDesk:
    fill_bank(office.library)
    fill_units(office.database)
    office.clock.now = OPENS
    desk = ContestDesk(office.library, clock=office.clock)
    opened(desk, "vcnet")
    return desk
