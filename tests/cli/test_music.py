"""`vitrine music`: every track is listed, and every template's is one of them."""

import json

from templates.catalogue import template_names
from tests.cli.conftest import Vitrine


def test_every_track_is_listed_with_its_tempo_and_the_templates_that_use_it(vitrine: Vitrine) -> None:
    shown = vitrine("music", "--json")
    assert shown.code == 0
    tracks = json.loads(shown.out)
    assert len(tracks) >= 8
    assert len({track["bpm"] for track in tracks}) == len(tracks)
    assert sorted(name for track in tracks for name in track["in"]) == list(template_names())
    assert all(track["track"] in vitrine("music").out for track in tracks)
