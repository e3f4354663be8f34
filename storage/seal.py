"""Seals secrets before they are stored: AES-256-GCM, bound to the key's id and the cell's context.

A cell is ``kid.base64url(nonce + ciphertext + tag)``. Its key is derived from the master key for
one purpose only. The version, the key's id, the workspace, the person, the service and the field
are bound in, each with its length before it: a cell that was copied elsewhere does not open.
"""

import os
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

VERSION = "v1"
KEY_BYTES = 32
NONCE_BYTES = 12  # random: safe for about 2^32 cells of one key
TAG_BYTES = 16

FORMAT = (
    "A key is a name of your choice, a colon and 32 random bytes in base64url; `parley keys new` "
    "makes one."
)

_KID = re.compile(r"[A-Za-z0-9_-]{1,32}")
_BASE64URL = re.compile(r"[A-Za-z0-9_-]+")
_SEPARATOR = re.compile(r"[\s,]+")
_PROOF = "this key belongs to this database"


class KeysWrong(Exception):
    """The keys are missing, malformed, or not those of the database; the argument is a sentence.

    It never holds any part of a key.
    """


class DoesNotOpen(Exception):
    """A cell cannot be opened."""


class KeyUnknown(DoesNotOpen):
    """The cell names a key that is not among ours; the argument is its id."""


class CellDamaged(DoesNotOpen):
    """The cell was changed, belongs elsewhere, or is no cell."""


@dataclass(frozen=True, slots=True)
class CellContext:
    """Where a cell belongs: it opens nowhere else."""

    team: str
    user: str
    service: str
    field: str


class Keys:
    """The keys by their ids: the first seals, all of them open."""

    def __init__(self, masters: Mapping[str, bytes]) -> None:
        self._ciphers = {kid: _cipher(master, "account") for kid, master in masters.items()}
        self._proofs = {kid: _cipher(master, "proof") for kid, master in masters.items()}
        self.newest = next(iter(masters))

    @classmethod
    def read(cls, text: str, file: Path | None = None) -> Self:
        """Read ``kid:key``, several separated by commas, the newest first, from *text* or *file*.

        Raises ``KeysWrong``.
        """
        if text and file:
            raise KeysWrong("PARLEY_KEY and PARLEY_KEY_FILE are both set: keep one of them.")
        where = f"PARLEY_KEY_FILE ({file})" if file else "PARLEY_KEY"
        entries = [entry for entry in _SEPARATOR.split(_contents(file) if file else text) if entry]
        if not entries:
            raise KeysWrong(
                f"{where} holds no key. {FORMAT}" if file else f"No key is set. {FORMAT}"
            )
        masters: dict[str, bytes] = {}
        for number, entry in enumerate(entries, 1):
            kid, master = _entry(entry, f"{where}, key {number}")
            if kid in masters:
                raise KeysWrong(f"{where} has two keys called {kid}: give each its own name.")
            masters[kid] = master
        return cls(masters)

    def __repr__(self) -> str:
        """Show the ids of the keys, and nothing else."""
        return f"Keys({', '.join(self._ciphers)})"

    def __iter__(self) -> Iterator[str]:
        """Yield the ids, the newest first."""
        return iter(self._ciphers)

    def seal(self, secret: str, context: CellContext) -> str:
        """Return the cell that holds *secret* in *context*, sealed with the newest key."""
        return _sealed(self._ciphers[self.newest], self.newest, secret, context)

    def open(self, cell: str, context: CellContext) -> str:
        """Return the secret in *cell*; raises ``KeyUnknown`` or ``CellDamaged``."""
        return _opened(self._ciphers, cell, context)

    def proof(self, kid: str) -> str:
        """Return a cell that tells the key *kid* from another key with the same id."""
        return _sealed(self._proofs[kid], kid, _PROOF, _PROOF_CONTEXT)

    def proves(self, cell: str) -> bool:
        """Return whether *cell* proves one of these keys; ``KeyUnknown`` for an id not here."""
        try:
            return _opened(self._proofs, cell, _PROOF_CONTEXT) == _PROOF
        except CellDamaged:
            return False


_PROOF_CONTEXT = CellContext("", "", "", "proof")


def new_key(kid: str) -> str:
    """Return a new key with the id *kid*, as it is written into ``PARLEY_KEY``."""
    return f"{kid}:{_text(os.urandom(KEY_BYTES))}"


def _contents(file: Path) -> str:
    try:
        return file.read_text("utf-8")
    except OSError as fault:
        raise KeysWrong(f"PARLEY_KEY_FILE ({file}) cannot be read: {fault.strerror}.") from None
    except UnicodeDecodeError:
        raise KeysWrong(f"PARLEY_KEY_FILE ({file}) is not a text. {FORMAT}") from None


def _entry(entry: str, where: str) -> tuple[str, bytes]:
    kid, colon, encoded = entry.partition(":")
    if not colon:
        raise KeysWrong(f"{where} has no name before a colon. {FORMAT}")
    if not _KID.fullmatch(kid):
        raise KeysWrong(f"{where}: its name must be 1 to 32 letters, digits, - or _. {FORMAT}")
    try:
        master = _data(encoded.rstrip("="))
    except ValueError:
        raise KeysWrong(f"{where} ({kid}) is not base64url. {FORMAT}") from None
    if len(master) != KEY_BYTES:
        raise KeysWrong(f"{where} ({kid}) has {len(master)} bytes and not {KEY_BYTES}. {FORMAT}")
    return kid, master


def _cipher(master: bytes, purpose: str) -> AESGCM:
    info = f"parley/{purpose}/{VERSION}".encode()
    return AESGCM(HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=info).derive(master))


def _sealed(cipher: AESGCM, kid: str, secret: str, context: CellContext) -> str:
    nonce = os.urandom(NONCE_BYTES)
    ciphertext = cipher.encrypt(nonce, secret.encode(), _bound(kid, context))
    return f"{kid}.{_text(nonce + ciphertext)}"


def _opened(ciphers: Mapping[str, AESGCM], cell: str, context: CellContext) -> str:
    kid, dot, encoded = cell.partition(".")
    if not dot or not _KID.fullmatch(kid):
        raise CellDamaged("this is no cell")
    if kid not in ciphers:
        raise KeyUnknown(kid)
    try:
        data = _data(encoded)
        if len(data) < NONCE_BYTES + TAG_BYTES:
            raise CellDamaged("the cell is cut off")
        bound = _bound(kid, context)
        return ciphers[kid].decrypt(data[:NONCE_BYTES], data[NONCE_BYTES:], bound).decode()
    except (ValueError, InvalidTag):
        raise CellDamaged("the cell was changed, or belongs elsewhere") from None


def _bound(kid: str, context: CellContext) -> bytes:
    """Return the associated data; the lengths keep apart what ends one part and begins the next."""
    parts = (VERSION, kid, context.team, context.user, context.service, context.field)
    encoded = [part.encode() for part in parts]
    return b"".join(len(part).to_bytes(4, "big") + part for part in encoded)


def _text(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()


def _data(text: str) -> bytes:
    """Read base64url without padding; ValueError for all else, and for loose bits at its end."""
    if not _BASE64URL.fullmatch(text):
        raise ValueError("not base64url")
    try:
        data = urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except NotBase64:
        raise ValueError("not base64url") from None
    if _text(data) != text:
        raise ValueError("not the only way to write this")
    return data
