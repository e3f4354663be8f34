"""A cell opens with its key, in its context, unchanged; all else ends in one of our errors."""

import base64
from itertools import pairwise
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from hypothesis import given
from hypothesis import strategies as st

from storage.seal import CellContext, CellDamaged, Keys, KeysWrong, KeyUnknown, new_key

SECRET = "correct horse battery staple"
CONTEXT = CellContext("T1", "U1", "skype", "password")
BYTES = bytes(range(32))
ENCODED = base64.urlsafe_b64encode(BYTES).decode()


def new_keys(kid: str = "k1") -> Keys:
    return Keys.read(new_key(kid))


def test_what_was_sealed_opens_again() -> None:
    keys = new_keys()
    cell = keys.seal(SECRET, CONTEXT)
    assert keys.open(cell, CONTEXT) == SECRET
    assert cell.startswith("k1.")


@given(st.text())
def test_any_text_comes_back(secret: str) -> None:
    keys = Keys.read(f"k:{ENCODED}")
    assert keys.open(keys.seal(secret, CONTEXT), CONTEXT) == secret


def test_no_two_cells_are_alike() -> None:
    keys = new_keys()
    assert len({keys.seal(SECRET, CONTEXT) for _ in range(100)}) == 100


def test_a_cell_is_what_its_description_says() -> None:
    """Opened by hand, from the description alone: kid, nonce, HKDF-SHA256, bound parts."""
    cell = Keys.read(f"k9:{ENCODED}").seal(SECRET, CONTEXT)
    kid, _, body = cell.partition(".")
    data = base64.urlsafe_b64decode(body + "=" * (-len(body) % 4))
    key = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"parley/account/v1").derive(BYTES)
    parts = [b"v1", kid.encode(), b"T1", b"U1", b"skype", b"password"]
    bound = b"".join(len(part).to_bytes(4, "big") + part for part in parts)
    assert AESGCM(key).decrypt(data[:12], data[12:], bound).decode() == SECRET


@pytest.mark.parametrize(
    "elsewhere",
    [
        CellContext("T2", "U1", "skype", "password"),
        CellContext("T1", "U2", "skype", "password"),
        CellContext("T1", "U1", "webex-xml", "password"),
        CellContext("T1", "U1", "skype", "token"),
        CellContext("T1U", "1", "skype", "password"),
        CellContext("T1", "U1s", "kype", "password"),
    ],
)
def test_a_cell_copied_elsewhere_does_not_open(elsewhere: CellContext) -> None:
    keys = new_keys()
    with pytest.raises(CellDamaged):
        keys.open(keys.seal(SECRET, CONTEXT), elsewhere)


def test_no_changed_bit_is_accepted() -> None:
    keys = new_keys()
    kid, _, body = keys.seal("s", CONTEXT).partition(".")
    data = base64.urlsafe_b64decode(body + "=" * (-len(body) % 4))
    for bit in range(len(data) * 8):
        changed = bytearray(data)
        changed[bit // 8] ^= 1 << bit % 8
        text = base64.urlsafe_b64encode(changed).decode().rstrip("=")
        with pytest.raises(CellDamaged):
            keys.open(f"{kid}.{text}", CONTEXT)


def test_no_cut_off_or_prolonged_cell_is_accepted() -> None:
    keys = new_keys()
    cell = keys.seal(SECRET, CONTEXT)
    for length in range(len(cell)):
        with pytest.raises((CellDamaged, KeyUnknown)):
            keys.open(cell[:length], CONTEXT)
    for more in ("A", "AAAA", "=", ".", "\n", "é"):
        with pytest.raises(CellDamaged):
            keys.open(cell + more, CONTEXT)


@pytest.mark.parametrize("text", ["", ".", "k1", "k1.", "k1.???", "secret", "k 1.AAAA", "k1.AAAA"])
def test_what_is_no_cell_does_not_open(text: str) -> None:
    with pytest.raises(CellDamaged):
        new_keys().open(text, CONTEXT)


def test_the_newest_key_seals_and_all_of_them_open() -> None:
    old, new = new_key("old"), new_key("new")
    before = Keys.read(old).seal(SECRET, CONTEXT)
    both = Keys.read(f"{new}, {old}")
    assert list(both) == ["new", "old"]
    assert both.open(before, CONTEXT) == SECRET
    assert both.seal(SECRET, CONTEXT).startswith("new.")
    with pytest.raises(KeyUnknown, match="old"):
        Keys.read(new).open(before, CONTEXT)


def test_another_key_with_the_same_id_opens_nothing_and_is_refused() -> None:
    right, wrong = new_keys(), new_keys()
    with pytest.raises(CellDamaged):
        wrong.open(right.seal(SECRET, CONTEXT), CONTEXT)
    proof = right.proof("k1")
    assert right.proves(proof)
    assert not wrong.proves(proof)
    with pytest.raises(KeyUnknown):
        new_keys("k2").proves(proof)


def test_a_proof_is_no_cell_and_a_cell_no_proof() -> None:
    keys = new_keys()
    assert not keys.proves(
        keys.seal("this key belongs to this database", CellContext("", "", "", "proof"))
    )
    with pytest.raises(CellDamaged):
        keys.open(keys.proof("k1"), CellContext("", "", "", "proof"))


def test_keys_come_from_a_file_as_well(tmp_path: Path) -> None:
    file = tmp_path / "keys"
    new, old = new_key("new"), new_key("old")
    file.write_text(f"{new}\n{old}\n", "utf-8")
    assert list(Keys.read("", file)) == ["new", "old"]


@pytest.mark.parametrize("encoded", [ENCODED, ENCODED.rstrip("=")])
def test_padding_may_be_left_out(encoded: str) -> None:
    assert (
        Keys.read(f" k:{encoded}\n").open(Keys.read(f"k:{ENCODED}").seal("x", CONTEXT), CONTEXT)
        == "x"
    )


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "No key is set"),
        (" , ", "No key is set"),
        (ENCODED, "no name before a colon"),
        (f":{ENCODED}", "1 to 32 letters"),
        (f"k.1:{ENCODED}", "1 to 32 letters"),
        ("k1:", "not base64url"),
        ("k1:" + ENCODED[:-3] + "+/=", "not base64url"),
        ("k1:" + ENCODED[:8] + "!" + ENCODED[8:], "not base64url"),
        ("k1:" + base64.urlsafe_b64encode(b"short").decode(), "5 bytes and not 32"),
        ("k1:" + base64.urlsafe_b64encode(bytes(33)).decode(), "33 bytes and not 32"),
        (f"k1:{ENCODED},k1:{ENCODED}", "two keys called k1"),
    ],
)
def test_wrong_keys_are_refused_in_a_sentence_without_the_key(text: str, says: str) -> None:
    with pytest.raises(KeysWrong, match=says) as refusal:
        Keys.read(text)
    parts = [entry.partition(":")[2] or entry for entry in text.split(",")]
    assert not any(part in str(refusal.value) for part in parts if len(part) > 6)


def test_a_key_file_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    with pytest.raises(KeysWrong, match="No such file"):
        Keys.read("", tmp_path / "none")
    (tmp_path / "binary").write_bytes(b"\xff\xfe\xff")
    with pytest.raises(KeysWrong, match="not a text"):
        Keys.read("", tmp_path / "binary")
    (tmp_path / "empty").write_text("", "utf-8")
    with pytest.raises(KeysWrong, match="holds no key"):
        Keys.read("", tmp_path / "empty")


def test_two_sources_of_keys_are_one_too_many(tmp_path: Path) -> None:
    with pytest.raises(KeysWrong, match="both set"):
        Keys.read(new_key("k"), tmp_path / "keys")


def test_no_key_is_shown() -> None:
    line = new_key("k1")
    keys = Keys.read(line)
    shown = f"{keys!r} {keys} {vars(keys)}"
    assert line.partition(":")[2] not in shown
    assert "k1" in repr(keys)


def test_new_keys_differ() -> None:
    lines = [new_key("k") for _ in range(20)]
    assert all(line != other for line, other in pairwise(sorted(lines)))
