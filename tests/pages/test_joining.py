"""A page's scripts become one: what is imported comes first, once, and every form is understood or refused."""

import pytest

from api.pages.joining import join
from domain.errors import SettingsError

MODULES = {
    "words": "export default {a: 1};\n",
    "dom": 'import words from "./words.js";\nexport const $ = words.a;\nexport function h() {}\n',
    "card": 'import { $, h as make } from "./dom.js";\nexport const card = [$, make];\n',
    "page": 'import { $ } from "./dom.js";\nimport { card } from "./card.js";\nawait card($);\n',
}
JOINED = """\
const $words = (() => {
const $default = {a: 1};
return { $default };
})();
const $dom = (() => {
const { $default: words } = $words;
const $ = words.a;
function h() {}
return { $, h };
})();
const $card = (() => {
const { $, h: make } = $dom;
const card = [$, make];
return { card };
})();
const { $ } = $dom;
const { card } = $card;
await card($);
"""


def test_what_is_imported_stands_first_and_once() -> None:
    assert join(("page",), MODULES) == JOINED
    assert join(("card", "page"), MODULES) == JOINED


@pytest.mark.parametrize("line", ['import * as all from "./dom.js";', 'export * from "./dom.js";', "export let x = 1;"])
def test_a_form_that_is_not_known_is_refused(line: str) -> None:
    with pytest.raises(SettingsError, match=r"script 'odd\.js' has '(im|ex)port"):
        join(("odd", "page"), {**MODULES, "odd": f"{line}\n"})
