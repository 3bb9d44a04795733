"""Messages through a pipe: whole, in order, and a broken one does not spoil the next."""

from __future__ import annotations

import os
import pickle
import threading

import numpy as np
import pytest

from guinet.core.channel import BrokenMessageError, Channel


@pytest.fixture
def channel():
    read, write = os.pipe()
    with os.fdopen(read, "rb", buffering=0) as reader, os.fdopen(write, "wb", buffering=0) as out:
        yield Channel(reader, out)


def test_large_messages_arrive_whole(channel):
    sent = {"weights": np.arange(500_000.0)}  # far more than a pipe holds
    thread = threading.Thread(target=channel.send, args=(sent,))
    thread.start()
    received = channel.receive()
    thread.join()
    np.testing.assert_array_equal(received["weights"], sent["weights"])


def test_a_message_that_cannot_be_rebuilt_leaves_the_next_one_readable(channel):
    gone = pickle.dumps(BrokenMessageError).replace(b"BrokenMessageError", b"NoSuchThingHere123")
    channel.send_packed(len(gone).to_bytes(8, "little") + gone)
    channel.send("next")
    with pytest.raises(BrokenMessageError, match="NoSuchThingHere123"):
        channel.receive()
    assert channel.receive() == "next"


def test_the_other_end_gone_ends_the_reading(channel):
    channel.send_packed(Channel.pack("cut off in the middle")[:-3])
    channel._writer.close()
    with pytest.raises(EOFError):
        channel.receive()
