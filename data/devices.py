"""The narrow interface to paired devices."""

from collections.abc import Sequence
from typing import Protocol

from surveys.act import Act
from surveys.device import Beat, Device, Offer


class Devices(Protocol):
    """Devices by the SHA-256 of their secret: whoever reads the database cannot pass for one."""

    def offer(self, digest: bytes, offer: Offer, act: Act) -> None:
        """Keeps what a pairing code stands for, and drops the codes whose time is over."""

    def pair(
        self,
        pairing: bytes,
        device: bytes,
        code: str,
        act: Act,
        former: tuple[bytes, Act] | None = None,
    ) -> Device | None:
        """Makes a device of an offer that holds at the time of the act; a code works once.

        The act tells of the new number and its unit. None, and nothing logged, without such an offer.
        `former` is the digest of the secret that the tablet had before, and the act that tells which
        device it was: that one, retired or not, has the new one as its heir, and ends.
        """

    def find(self, digest: bytes) -> Device | None:
        """The device with this secret; None once it is retired."""

    def by_code(self, code: str) -> Device | None:
        """The device that sends under this code, retired ones included."""

    def all(self) -> Sequence[Device]:
        """Every device, retired ones last, the latest number first."""

    def rename(self, number: str, name: str, act: Act) -> bool:
        """False, and nothing logged, when there is no such device in use."""

    def retire(self, number: str, act: Act) -> bool:
        """Ends a device at once: its secret opens nothing any more. False when there is none in use."""

    def beat(self, digest: bytes, beat: Beat) -> bool:
        """Replaces what a device last said. False when no device in use has this secret."""

    def forget(self, number: str, act: Act) -> bool:
        """The device is to wipe the refused answers that it last told of. False without a device."""
