"""XMP packets (ISO 16684-1): read and merge the two properties that label generated content."""

from dataclasses import dataclass
from xml.etree import ElementTree

from domain.errors import LabelError

AIGC_NS = "http://www.tc260.org.cn/ns/AIGC/1.0/"
IPTC_NS = "http://iptc.org/std/Iptc4xmpExt/2008-02-29/"
RDF_NS = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
META_NS = "adobe:ns:meta/"
SOURCE_TYPE = f"{{{IPTC_NS}}}DigitalSourceType"
AIGC = f"{{{AIGC_NS}}}AIGC"
_DESCRIPTION = f"{{{RDF_NS}}}Description"
_MAX_BYTES = 2**20
_PREFIXES = {"x": META_NS, "rdf": RDF_NS, "TC260": AIGC_NS, "Iptc4xmpExt": IPTC_NS}
_BEGIN = '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>'
_END = '<?xpacket end="w"?>'


@dataclass(frozen=True)
class Packet:
    """What a packet says: every AIGC value with its full property name, every digital source type."""

    aigc: tuple[tuple[str, str], ...]
    source_types: tuple[str, ...]


def read_packet(data: bytes) -> Packet:
    """The labelling properties of a packet, as attributes or elements. Raises LabelError when it is not XMP."""
    aigc: list[tuple[str, str]] = []
    types: list[str] = []
    for description in _parse(data).iter(_DESCRIPTION):
        for name, value in _properties(description):
            local = name.rpartition("}")[2]
            if local.upper() == "AIGC":
                aigc.append((name, value))
            elif local == "DigitalSourceType":
                types.append(value.strip())
    return Packet(tuple(aigc), tuple(types))


def merge_packet(packet: bytes | None, properties: dict[str, str]) -> bytes:
    """A packet with these properties set (full name to value), everything else of ``packet`` kept."""
    root = _parse(packet) if packet else _empty()
    for description in root.iter(_DESCRIPTION):
        for name in properties:
            description.attrib.pop(name, None)
            for element in description.findall(name):
                description.remove(element)
    rdf = root if root.tag == f"{{{RDF_NS}}}RDF" else root.find(f"{{{RDF_NS}}}RDF")
    if rdf is None:
        raise _unfit("it has no rdf:RDF element")
    ElementTree.SubElement(rdf, _DESCRIPTION, {f"{{{RDF_NS}}}about": "", **properties})
    try:
        return f"{_BEGIN}\n{_text(root)}\n{_END}".encode()
    except RecursionError as error:
        raise _unfit("its elements nest too deep") from error


def _text(root: ElementTree.Element) -> str:
    for prefix, uri in _PREFIXES.items():
        ElementTree.register_namespace(prefix, uri)
    return ElementTree.tostring(root, encoding="unicode")


def _empty() -> ElementTree.Element:
    root = ElementTree.Element(f"{{{META_NS}}}xmpmeta")
    ElementTree.SubElement(root, f"{{{RDF_NS}}}RDF")
    return root


def _properties(description: ElementTree.Element) -> list[tuple[str, str]]:
    simple = [(name, value) for name, value in description.attrib.items()]
    return simple + [(element.tag, "".join(element.itertext())) for element in description]


def _parse(data: bytes) -> ElementTree.Element:
    if len(data) > _MAX_BYTES:
        raise _unfit(f"it has {len(data)} bytes, more than {_MAX_BYTES}")
    try:
        text = data.decode("utf-8").strip("\0 \t\r\n\ufeff")
    except UnicodeDecodeError as error:
        raise _unfit("it is not UTF-8") from error
    if "<!" in text.replace("<!--", "").replace("<![CDATA[", ""):
        raise _unfit("it declares a document type or entity")
    try:
        # Checked above: without a DOCTYPE there is no entity to expand.
        return ElementTree.fromstring(text)  # noqa: S314
    except (ElementTree.ParseError, ValueError) as error:
        raise _unfit(str(error)) from error


def _unfit(reason: str) -> LabelError:
    return LabelError(f"the XMP packet cannot be used: {reason}", hint="make the file again without it")
