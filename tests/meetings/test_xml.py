"""XML from a service is read without trust, and XML to it is written whole."""

import pytest
from lxml import etree

from meetings import xml

LAUGHS = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10 if n else "ha"}">' for n in range(9))


@pytest.mark.parametrize(
    "document",
    [
        b"",
        b"   ",
        b"<html><p>gateway",
        b'{"not": "xml"}',
        b"<a>\x00</a>",
        b"<a>&#0;</a>",
        b"<a>&undeclared;</a>",
        b"<a>\xff\xfe</a>",
        b'<a x="1" x="2"/>',
        b"<a/><b/>",
        b"<!DOCTYPE a><a/>",
        b'<!DOCTYPE a [<!ENTITY e "x">]><a>&e;</a>',
        b'<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/passwd">]><a>&e;</a>',
        b'<!DOCTYPE a SYSTEM "http://127.0.0.1:9/x.dtd"><a/>',
        f"<!DOCTYPE a [{LAUGHS}]><a>&a8;</a>".encode(),
        b"<a>" * 5000 + b"</a>" * 5000,
        b"<a>" + b"x" * 1_000_001 + b"</a>",
    ],
    ids=range(17),
)
def test_what_no_service_sends_is_not_read(document):
    with pytest.raises(ValueError, match="XML"):
        xml.read(document)


@pytest.mark.parametrize("declared", ['"read me"', 'SYSTEM "{secret}"'])
def test_no_entity_is_filled_in_whatever_is_refused_afterwards(tmp_path, declared):
    secret = tmp_path / "secret.txt"
    secret.write_text("read me")
    entity = declared.format(secret=secret.as_uri())
    document = f"<!DOCTYPE a [<!ENTITY e {entity}>]><a>&e;</a>".encode()
    root = etree.fromstring(document, xml._parser())
    assert "read me" not in "".join(root.itertext())
    with pytest.raises(ValueError, match="document type"):
        xml.read(document)


REPLY = b"""<?xml version="1.0" encoding="ISO-8859-1"?><!-- a comment --><?pi ignored?>
<s:message xmlns:s="urn:serv" xmlns:c="urn:com"><s:header>
<s:result> SUCC<!-- x -->ESS </s:result></s:header>
<c:meeting-key>\xe91</c:meeting-key><c:meeting-key>2</c:meeting-key></s:message>"""


def test_a_path_finds_a_name_in_any_namespace():
    root = xml.read(REPLY)
    assert xml.text(root, "header/result") == "SUCCESS"
    assert xml.text(root, "meeting-key") == "é1"
    assert [one.text for one in xml.find_all(root, "meeting-key")] == ["é1", "2"]
    assert xml.text(xml.find(root, "header"), "./result") == "SUCCESS"
    assert xml.text(root, "{urn:com}meeting-key") == "é1"
    assert xml.text(root, "{urn:serv}meeting-key") == ""


def test_what_is_missing_is_empty_text_and_a_missing_element():
    root = xml.read(REPLY)
    assert xml.text(root, "body/nothing") == ""
    with pytest.raises(LookupError):
        xml.find(root, "body/nothing")


def test_what_is_written_reads_back():
    title = 'R&D <sync> "quoted" \u2014 \u00e9t\u00e9 \U0001f389 ]]>'
    written = xml.write(
        xml.tree(
            "{urn:serv}message",
            xml.tree("name", title),
            xml.tree("empty"),
            attributes={"{urn:xsi}type": "a&b"},
            prefixes={"serv": "urn:serv", "xsi": "urn:xsi"},
        )
    )
    assert written.startswith(b"<?xml")
    assert b"<serv:message" in written
    assert b'xsi:type="a&amp;b"' in written
    assert xml.text(xml.read(written), "name") == title


def test_an_old_encoding_loses_nothing():
    written = xml.write(xml.tree("name", "é🎉"), encoding="us-ascii", declaration=False)
    assert written == b"<name>&#233;&#127881;</name>"


def test_what_xml_cannot_hold_is_left_out():
    odd = xml.tree("name", "a\x00b\x1b\ud800c\ufffe", attributes={"x": "\x07y"})
    assert xml.write(odd, declaration=False) == b'<name x="y">abc</name>'
