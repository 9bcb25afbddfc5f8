"""What a brief states and a script leaves out is named in the notes, and nothing is left of it but whole sentences."""

import pytest

from agent.addresses import without_addresses
from agent.offline import OfflinePlanner
from agent.pictures import emoji_in, with_emoji
from agent.steps.write import AngledPlanner
from domain.script import Script
from tests.agent.briefs import brief, example

_POINTS = ["Manual at https://example.com/x is here.", "Keeps drinks hot for 12 hours", "Carry loop lid"]


def _plan(name: str, brand: str = "", **wishes: object) -> Script:
    chinese = wishes.get("language", "zh") == "zh"
    points = ["12 小时保温", "提环杯盖"] if chinese else _POINTS[1:]
    return OfflinePlanner().plan(brief({"name": name, "brand": brand, "selling_points": points}, **wishes))


def _texts(script: Script) -> str:
    return "\n".join(text for s in script.scenes for text in (s.narration, s.headline, s.subline, *s.items))


@pytest.mark.parametrize(
    ("stated", "left"),
    [
        ("Manual at https://example.com/x is here.", ""),
        ("Keeps 12 h. Manual at https://e.com/a?b=1&c.d is here. Steel.", "Keeps 12 h. Steel."),
        ("Two cups: see http://a.com, then buy", ""),
        ("Hot (see www.a.com/b). Good", "Hot. Good"),
        ("12小时保温，说明书见https://e.com/x这里", "12小时保温"),
        ("12小时保温（见 https://e.com/x）", "12小时保温"),
        ("说明书见https://e.com/x，12小时保温。好", "12小时保温。好"),
        ("Awww. Soft", "Awww. Soft"),
    ],
)
def test_a_sentence_goes_with_its_web_address(stated: str, left: str) -> None:
    assert without_addresses(stated) == left


def test_no_fragment_of_a_point_with_an_address_is_said_or_shown() -> None:
    told = brief({"name": "Trail Bottle", "selling_points": _POINTS}, language="en")
    script = OfflinePlanner().plan(told)
    assert "is here" not in _texts(script).lower()
    assert "anual" not in _texts(script)
    note = f"selling point “{_POINTS[0]}” holds a web address: it was left out"
    assert script.written_by.notes.count(note) == 1
    assert not any("selling points were left out" in other for other in script.written_by.notes)


def test_a_script_of_fewer_points_notes_what_the_others_were_left_out_for() -> None:
    product = {"name": "Trail Bottle", "selling_points": [*_POINTS[1:], _POINTS[0]]}
    told = brief(product, language="en", seconds=10, seed=6)
    planner = OfflinePlanner()
    angled = AngledPlanner(planner, "problem").plan(told)
    assert angled.scenes != planner.plan(told).scenes
    assert angled.written_by.notes[0].startswith(f"selling point “{_POINTS[0]}” holds a web address")


def test_a_specification_or_review_with_an_address_leaves_no_fragment() -> None:
    product = {
        "name": "Trail Bottle",
        "specs": {"Manual": "see https://example.com/x", "Weight": "290 g", "Volume": "500 ml"},
        "reviews": [{"author": "Ann", "rating": 5, "text": "Read www.example.com for my view. Keeps tea hot."}],
    }
    said = _texts(OfflinePlanner().plan(brief(product, language="en", seconds=30)))
    assert "for my view" not in said
    assert "anual" not in said
    assert "Keeps tea hot" in said


@pytest.mark.parametrize(
    ("name", "brand"),
    [("Ugreen绿联30W", "Ugreen绿联"), ("Thermos 316不锈钢 Pro Max", "Thermos"), ("Thermos 316不锈钢 Pro Max", "")],
)
def test_a_name_that_fits_is_said_and_shown_whole_without_a_note(name: str, brand: str) -> None:
    script = _plan(name, brand)
    whole = name.replace(" ", "")
    assert any(whole in scene.narration.replace(" ", "") for scene in script.scenes)
    shown = {scene.subline.replace(" ", "") for scene in script.scenes if scene.role in ("hook", "cta")}
    assert shown == {whole}
    assert not any("name" in note for note in script.written_by.notes)


@pytest.mark.parametrize(
    ("name", "brand", "language", "note"),
    [
        (
            "Anker Nano 30W USB-C Charger with Cable", "Anker", "en",
            "the product is called “Anker Nano 30W USB-C Charger”: its name “Anker Nano 30W USB-C Charger with Cable”"
            " is too long to be said in one breath",
        ),
        (
            "Thermos Pro Max", "Thermos", "zh",
            "the product is called “Thermos 水杯”: its name “Thermos Pro Max” is not in zh",
        ),
        ("Ugreen绿联30W", "", "en", "the product is not named: its name “Ugreen 绿联 30W” is not in en"),
        (
            "Wireless Earbuds", "A Brand Name That Is Far Too Long", "en",
            "the brand is not named: “A Brand Name That Is Far Too Long” is too long to be said in one breath",
        ),
    ],
)  # fmt: skip
def test_a_name_that_is_shortened_or_left_out_is_noted(name: str, brand: str, language: str, note: str) -> None:
    assert note in _plan(name, brand, language=language).written_by.notes


def test_a_name_that_a_short_script_has_no_room_for_is_noted_as_such() -> None:
    script = OfflinePlanner().plan(example("earbuds", language="en", seconds=6))
    assert "Pebble" not in _texts(script)
    told = [note for note in script.written_by.notes if "name" in note]
    assert told == [
        "the product is not named: its name “Pebble Wireless Earbuds” finds no room in the script",
        "the brand is not named: “NORDLEAF” finds no room in the script",
    ]


def test_emoji_of_a_selling_point_are_shown_with_it_and_never_said() -> None:
    points = ["🔥 Keeps drinks hot for 12 hours", "Carry loop lid 👍", "1️⃣ kg light"]
    script = OfflinePlanner().plan(brief({"name": "Trail Bottle ✨", "selling_points": points}, language="en"))
    heads = {scene.headline for scene in script.scenes}
    assert {"🔥 12 hours", "Carry loop lid 👍"} <= heads
    assert not any(emoji_in(scene.narration) for scene in script.scenes)
    assert "these emoji are not shown: ✨" in script.written_by.notes


def test_emoji_stand_where_there_is_room() -> None:
    assert with_emoji("12 小时保温", "保温🔥🔥很久", "zh") == "12 小时保温 🔥"
    assert with_emoji("Microwave & dishwasher safe", "👍 Microwave and dishwasher safe", "en") == (
        "Microwave & dishwasher safe"
    )
    assert with_emoji("", "🔥", "zh") == ""
    assert emoji_in("9⃣9 元 5️⃣ ★ 🇩🇪👩‍👩‍👧") == ("🇩🇪", "👩‍👩‍👧")
