"""The reader of traces finds what is wrong: seen on traces made by hand."""

import pytest

from tests.faults.trace import unflushed

pytestmark = pytest.mark.faults

WRITE = '7  1.0 pwrite64(9</d/hailong.db-wal>, "\\0\\0\\0\\2"..., 4096, 8272) = 4096'
SYNC = "7  1.1 fdatasync(9</d/hailong.db-wal>) = 0"
REPLY = '5  1.2 sendto(15<socket:[4411]>, "HTTP/1.1 201 Created\\r\\n"..., 90, 0, NULL, 0) = 90'
SPLIT_SYNC = (
    "7  1.1 fdatasync(9</d/hailong.db-wal> <unfinished ...>",
    "7  1.3 <... fdatasync resumed>) = 0",
)
SPLIT_WRITE = (
    '7  1.0 pwrite64(9</d/hailong.db-wal>, "\\0"..., 4096, 8272 <unfinished ...>',
    "7  1.3 <... pwrite64 resumed>) = 4096",
)

GOOD = {
    "one after the other": [WRITE, WRITE, SYNC, REPLY],
    "two answers": [WRITE, SYNC, REPLY, WRITE, SYNC, REPLY],
    "split, ended before the reply": [*SPLIT_WRITE, *SPLIT_SYNC, REPLY],
    "a later transaction has begun": [WRITE, SYNC, REPLY, WRITE],
    "another socket is written to": [WRITE, REPLY.replace("201", "200"), SYNC, REPLY],
}
BAD = {
    "never flushed": [WRITE, REPLY],
    "flushed after the reply": [WRITE, REPLY, SYNC],
    "something was written after the flush": [WRITE, SYNC, WRITE, REPLY],
    "the flush had not ended": [WRITE, SPLIT_SYNC[0], REPLY, SPLIT_SYNC[1]],
    "the flush failed": [WRITE, SYNC.replace("= 0", "= -1 EIO (Input/output error)"), REPLY],
    "another file was flushed": [WRITE, SYNC.replace("-wal", ""), REPLY],
    "the flush began before the write had ended": [SPLIT_WRITE[0], SYNC, SPLIT_WRITE[1], REPLY],
    "nothing was written": [REPLY],
    "the second reply rests on the flush of the first": [WRITE, SYNC, REPLY, REPLY],
}


@pytest.mark.parametrize("lines", GOOD.values(), ids=GOOD)
def test_good_traces_pass(lines: list[str]) -> None:
    replies, faults = unflushed(lines)
    assert replies > 0
    assert faults == []


@pytest.mark.parametrize("lines", BAD.values(), ids=BAD)
def test_bad_traces_are_found(lines: list[str]) -> None:
    _, faults = unflushed(lines)
    assert len(faults) == 1
