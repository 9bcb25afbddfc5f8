"""template.yaml refused or read: every complaint names its line."""

from pathlib import Path

import pytest
import yaml

from domain.errors import TemplateError
from templates.catalogue import catalogue_folder, load_template, template_names
from templates.yaml_text import load_packaged

SOURCE = (catalogue_folder() / "spotlight" / "template.yaml").read_text("utf-8")


def refused(folder: Path, text: str | bytes) -> TemplateError:
    """The error for a template folder ``mine`` with that text."""
    (folder / "mine").mkdir(exist_ok=True)
    path = folder / "mine" / "template.yaml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(TemplateError) as caught:
        load_template(folder / "mine")
    return caught.value


def dumped(tree: object) -> str:
    return yaml.safe_dump(tree, allow_unicode=True, sort_keys=False)


def line_with(text: str) -> int:
    return next(i for i, line in enumerate(SOURCE.splitlines(), 1) if text in line)


def test_a_template_is_loaded_by_name_folder_or_file(tmp_path: Path) -> None:
    (tmp_path / "template.yaml").write_text(SOURCE, "utf-8")
    by_name = load_template("spotlight")
    assert by_name == load_template(str(tmp_path)) == load_template(tmp_path / "template.yaml")
    assert by_name.name == "spotlight"


def test_an_unknown_name_lists_the_known_ones() -> None:
    with pytest.raises(TemplateError, match="template 'spotlihgt' is unknown") as caught:
        load_template("spotlihgt")
    assert all(name in caught.value.hint for name in template_names())


CHANGES = {
    "a key nobody knows": ("{lead: 0.35", "{leed: 0.35", "'leed': this key is unknown"),
    "a number out of range": ("tail: 0.4", "tail: -1", "'tail': -1 is too small: write at least 0"),
    "not a number": ("tail: 0.4", "tail: .nan", "'tail': nan is no number"),
    "a colour nobody defined": ("edge: {mix: ink", "edge: {mix: inkk", "earlier colour 'inkk' is not defined"),
    "a colour that is none": ('ink: "#26211B"', 'ink: "#26211"', "'ink'"),
    "a preset nobody knows": ("{use: pop-soft,", "{use: popsoft,", "enter preset 'popsoft' is not defined"),
    "a slot nobody knows": ("{review.text}", "{review.txt}", "there is no slot '{review.txt}'"),
    "a need nobody knows": ("needs: [review.text]", "needs: [reviewed]", "there is no slot 'reviewed'"),
    "a place nobody laid out": ("at: back,", "at: bakk,", "the place 'bakk' is not defined"),
    "a type role nobody defined": ("style: quote", "style: quot", "type 'quot' is not defined"),
    "a sound without a level": ("sound: shimmer", "sound: gong", "effect 'gong' is not defined"),
    "three values for one axis": (
        'h: "26%", bottom',
        'top: 0, h: "26%", bottom',
        "give at most two of top, bottom, h and cy",
    ),
    "a layout nobody knows": ("layout: poster", "layout: postr", "layout 'postr' is not defined"),
    "a type set nobody knows": ("typeset: serif", "typeset: serifs", "type set 'serifs' is not defined"),
    "an unknown transition": (
        "kind: crossfade",
        "kind: star",
        "'kind': 'star' is not offered: choose 'cut', 'crossfade'",
    ),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_mistake_is_named_with_its_line(tmp_path: Path, change: str) -> None:
    before, after, complaint = CHANGES[change]
    error = refused(tmp_path, SOURCE.replace(before, after, 1))
    assert f"mine/template.yaml line {line_with(before)}: " in error.message
    assert complaint in error.message
    assert error.hint


LAYERS: dict[str, tuple[dict[str, object], str]] = {
    "half a padding": ({"type": "text", "text": "x", "plate_padding": [48]}, "[48] is too short a list: 2 values are"),
    "a padding of one number": ({"type": "text", "text": "x", "plate_padding": 48}, "'plate_padding': 48 is no list"),
    "a colour too short": ({"type": "shape", "fill": "#00000"}, "'fill': '#00000' is no colour: write a name of the"),
    "a gradient of one": ({"type": "shape", "fill": {"linear": 3, "stops": [[0, "ink"]]}}, "'stops': 1 is too few"),
    "a gradient of none": ({"type": "shape", "fill": {"linear": 3}}, "'stops': this key is missing"),
    "a delay of years": (
        {"type": "shape", "fill": "ink", "enter": {"use": "fade", "delay": 1e9}},
        "too large: write at most 60",
    ),
    "a blur of metres": (
        {"type": "shape", "fill": "ink", "shadow": {"colour": "ink", "blur": 1e9}},
        "too large: write at most 400",
    ),
    "half a line": ({"type": "text", "text": "x", "max_lines": 1.5}, "'max_lines': 1.5 is no whole number"),
    "perhaps": ({"type": "text", "text": "x", "strike": "perhaps"}, "'strike': 'perhaps' is neither true nor false"),
    "nothing to say": ({"type": "text", "text": None}, "'text': nothing is no text"),
    "a type nobody knows": ({"type": "blob"}, "the type 'blob' is not offered: choose 'text', "),
    "no type": ({}, "this layer has no type"),
}


@pytest.mark.parametrize("mistake", LAYERS)
def test_a_layer_is_refused_in_plain_words(tmp_path: Path, mistake: str) -> None:
    layer, complaint = LAYERS[mistake]
    tree = yaml.safe_load(SOURCE)
    style = {"style": "sub"} if layer.get("type") == "text" else {}
    tree["scenes"]["hook"][0]["layers"].append({**layer, **style, "at": "frame"})
    message = refused(tmp_path, dumped(tree)).message
    assert complaint in message
    assert "Input should" not in message
    assert ";" not in message


def test_a_whole_that_is_no_mapping_is_refused_in_plain_words(tmp_path: Path) -> None:
    tree = yaml.safe_load(SOURCE)
    tree["captions"] = "bob"
    assert "'captions': 'bob' is no mapping of keys" in refused(tmp_path, dumped(tree)).message


def test_a_layer_is_named_once_in_its_scene(tmp_path: Path) -> None:
    tree = yaml.safe_load(SOURCE)
    shape = {"id": "twin", "type": "shape", "at": "frame", "fill": "ink"}
    tree["scenes"]["hook"][0]["layers"] += [shape, dict(shape)]
    text = dumped(tree)
    second = [i for i, line in enumerate(text.splitlines(), 1) if "id: twin" in line][1]
    assert f"line {second}: 'id': layer 'twin' is there twice in scene 'stage'" in refused(tmp_path, text).message


@pytest.mark.parametrize(("place", "most"), [("scene", 60), ("group", 24), ("ground", 60)])
def test_there_are_only_so_many_layers(tmp_path: Path, place: str, most: int) -> None:
    tree = yaml.safe_load(SOURCE)
    inner: dict[str, object] = {"inside": {}} if place == "group" else {"at": "frame"}
    layers = [{"type": "shape", "fill": "ink", **inner} for _ in range(most + 1)]
    scene = tree["scenes"]["hook"][0]
    if place == "group":
        scene["layers"].append({"type": "group", "at": "frame", "layers": layers})
    else:
        (scene if place == "scene" else tree)["layers" if place == "scene" else "ground"] = layers
    assert f"{most + 1} is too many: {most} at most" in refused(tmp_path, dumped(tree)).message


def test_all_mistakes_come_at_once_in_the_order_of_their_lines(tmp_path: Path) -> None:
    changes = {
        "lead: 0.35": "lead: y",
        "tail: 0.4": "tial: 0.4",
        "mark: colour": "mark: colours",
        'ink: "#26': 'ink: "#2',
    }
    broken = SOURCE
    for before, after in changes.items():
        broken = broken.replace(before, after, 1)
    first, *told = refused(tmp_path, broken).message.splitlines()
    assert first == "mine/template.yaml has 4 mistakes:"
    assert [int(line.split()[2].rstrip(":")) for line in told] == sorted(line_with(before) for before in changes)
    assert f"line {line_with('tail: 0.4')}: 'tial': this key is unknown: did you mean 'tail'?" in told[2]


def test_more_than_twenty_mistakes_are_counted(tmp_path: Path) -> None:
    tree = yaml.safe_load(SOURCE)
    tree["palette"] |= {f"dye-{i:02}": "blue" for i in range(23)}
    first, *told = refused(tmp_path, dumped(tree)).message.splitlines()
    assert first.endswith("has 23 mistakes:") and len(told) == 21
    assert told[0].endswith("'palette': 'blue' is no colour: write '#RRGGBB' in quotes")
    assert told[-1] == "  - and 3 more"


BLOCKS: dict[str, tuple[str, str, str]] = {
    "in one called as its type": (
        "type: text\ntext: x\nat: frame\nstyle: sub\nmax_lines: 99",
        "max_lines: 99",
        "99 is too",
    ),
    "in a paint": (
        "type: shape\nat: frame\nfill:\n  stops: [[0, ink], [1, sun]]\n  linear: 999",
        "linear: 999",
        "999 is",
    ),
}


@pytest.mark.parametrize("block", BLOCKS)
def test_a_mistake_in_a_layer_has_a_line_of_its_own(tmp_path: Path, block: str) -> None:
    layer, wrong, complaint = BLOCKS[block]
    tree = yaml.safe_load(SOURCE)
    tree["scenes"]["proof"][1]["layers"].append(yaml.safe_load(layer))
    text = dumped(tree)
    line = next(i for i, line in enumerate(text.splitlines(), 1) if wrong in line)
    message = refused(tmp_path, text).message
    assert f"line {line}: '{wrong.partition(':')[0]}': {complaint}" in message and "\n" not in message


def test_a_background_is_one_paint_or_one_for_every_aspect(tmp_path: Path) -> None:
    for wrong, complaint in (
        ({"linear": 3, "stops": [[0, "ink"]]}, "'stops': 1 is too few: 2 at least"),
        ({"9:16": "ink", "9:17": "ink"}, "'9:17' is not offered: choose '9:16', "),
    ):
        tree = yaml.safe_load(SOURCE)
        tree["scenes"]["proof"][1]["background"] = wrong
        message = refused(tmp_path, dumped(tree)).message
        assert complaint in message and "\n" not in message


def test_a_role_without_a_scene_is_missed(tmp_path: Path) -> None:
    tree = yaml.safe_load(SOURCE)
    del tree["scenes"]["offer"]
    assert "role 'offer' has no scene" in refused(tmp_path, dumped(tree)).message


def test_a_role_whose_scenes_all_need_something_is_refused(tmp_path: Path) -> None:
    tree = yaml.safe_load(SOURCE)
    tree["scenes"]["proof"] = [scene for scene in tree["scenes"]["proof"] if scene.get("needs")]
    assert "one must do without" in refused(tmp_path, dumped(tree)).message


def test_an_aspect_without_layout_is_missed(tmp_path: Path) -> None:
    tree = yaml.safe_load(SOURCE)
    del tree["captions"]
    tree["captions"] = {"style": "caption", "look": {"colour": "ink"}, "place": {"9:16": {"of": "safe", "h": 100}}}
    assert "no place for 4:5" in refused(tmp_path, dumped(tree)).message


def test_a_layer_inside_a_group_may_not_move(tmp_path: Path) -> None:
    tree = yaml.safe_load(SOURCE)
    group = {"type": "group", "at": "copy", "layers": [{"type": "text", "text": "x", "style": "sub", "inside": {}}]}
    group["layers"][0]["loop"] = "float"  # type: ignore[index]  # a list of layers
    tree["scenes"]["proof"][1]["layers"].append(group)
    assert "move the whole" in refused(tmp_path, dumped(tree)).message


BROKEN: dict[str, tuple[str | bytes, str]] = {
    "empty": ("", "line 1: a template is a mapping of keys"),
    "a list": ("- name: x\n", "line 1: a template is a mapping of keys"),
    "bad YAML": ("name: x\npalette: {a: [}\n", "line 2: "),
    "a tab": ("name: x\n\ttitle: y\n", "line 2: "),
    "a key twice": ("name: x\ntitle: {zh: x, en: x}\nname: y\n", "line 3: 'name' is given twice"),
    "not UTF-8": ("name: 大促\n".encode("gb18030"), "not UTF-8 text"),
    "binary": (b"\x00\x01\x02name", "template.yaml"),
    "too large": ("# " + "x" * 500_000, "400 kB"),
    "nested too deep": ("[" * 10_000, "nested too deep"),
    "an impossible date": ("name: 2026-02-31\n", "day"),
    "a Python object": ("name: !!python/object/apply:os.getcwd []\n", "could not determine a constructor"),
    "an alias that contains itself": ("name: &a [*a]\n", "its aliases unfold into too much"),
    "aliases that multiply": (
        "a: &a [x, x, x, x, x, x, x, x, x]\n"
        + "".join(f"{b}: &{b} [{', '.join([f'*{a}'] * 9)}]\n" for a, b in zip("abcdefg", "bcdefgh", strict=True)),
        "its aliases unfold into too much",
    ),
}


@pytest.mark.parametrize("kind", BROKEN)
def test_what_is_no_template_is_refused_in_one_sentence(tmp_path: Path, kind: str) -> None:
    text, complaint = BROKEN[kind]
    error = refused(tmp_path, text)
    assert complaint in error.message and error.message.startswith("mine/template.yaml")


def test_a_folder_in_the_place_of_the_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TemplateError, match="is unknown"):
        load_template(tmp_path)


def test_words_that_older_yaml_takes_for_booleans_are_words() -> None:
    words = load_packaged("breaks.yaml")["small"]
    assert {"on", "no"} <= set(words)
