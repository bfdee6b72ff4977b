import asyncio

from bot.channels.lanes import Lanes


async def test_work_of_one_lane_keeps_its_order_even_after_a_failure() -> None:
    lanes, done = Lanes(), []

    async def fails() -> None:
        await asyncio.sleep(0)
        raise RuntimeError

    async def notes(name: str) -> None:
        done.append(name)

    failed = lanes.add("a", fails)
    tasks = [lanes.add("a", lambda name=name: notes(name)) for name in "123"]  # type: ignore[misc]
    await asyncio.gather(failed, *tasks, return_exceptions=True)
    assert done == ["1", "2", "3"]
    assert isinstance(failed.exception(), RuntimeError)


async def test_a_stuck_lane_does_not_hold_up_another() -> None:
    lanes, stuck, done = Lanes(), asyncio.Event(), asyncio.Event()

    async def sets() -> None:
        done.set()

    async def waits() -> None:
        await stuck.wait()

    held = [lanes.add("a", waits), lanes.add("a", waits)]
    await lanes.add("b", sets)
    assert done.is_set()
    assert not any(task.done() for task in held)
    await lanes.close(grace_s=0)
    assert all(task.cancelled() for task in held)


async def test_no_more_lanes_than_allowed_are_at_work() -> None:
    lanes, at_work, most = Lanes(width=2), 0, 0

    async def counts() -> None:
        nonlocal at_work, most
        at_work += 1
        most = max(most, at_work)
        await asyncio.sleep(0)
        at_work -= 1

    await asyncio.gather(*(lanes.add(str(n), counts) for n in range(10)))
    assert most == 2
