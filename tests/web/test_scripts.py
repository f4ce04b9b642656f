"""Scripts are joined as a browser would run them, and what cannot be joined is refused at the start."""

from pathlib import Path

import pytest

from web.scripts import ScriptError, joined

OWN = Path("web/assets")


def test_what_is_imported_runs_first_and_once() -> None:
    """In the order in which it is named, as in a browser."""
    sources = {
        "all.js": 'import "./look.js";\nimport { one } from "./one.js";\nuse(one);\n',
        "look.js": "look();\n",
        "one.js": 'import { base } from "./base.js";\nexport const one = base;\n',
        "base.js": 'import "./look.js";\nexport const base = 1;\n',
    }
    text = joined("all.js", sources)
    at = [text.index(f"const module${name} = ") for name in ("look", "base", "one", "all")]
    assert at == sorted(at)
    assert text.count("look();") == 1
    assert not any(line.startswith(("import", "export")) for line in text.splitlines())


def test_names_of_two_scripts_do_not_clash() -> None:
    """Each keeps its own to itself; one that is imported may get another name."""
    sources = {
        "all.js": 'import { rest as pause } from "./idle.js";\nconst rest = 2;\npause(rest);',
        "idle.js": "const timer = 0;\nexport const rest = () => timer;",
    }
    assert joined("all.js", sources) == (
        "const module$idle = (() => {\nconst timer = 0;\nconst rest = () => timer;\n"
        "return { rest };\n})();\n"
        "const module$all = (() => {\nconst { rest: pause } = module$idle;\nconst rest = 2;\n"
        "pause(rest);\nreturn {  };\n})();\n"
    )


def test_a_joined_script_exports_what_it_did_before() -> None:
    """So that others can still import it."""
    sources = {
        "journal.js": 'import { stamp } from "./clock.js";\nexport const keep = () => stamp();',
        "clock.js": "export const stamp = () => 0;",
    }
    assert joined("journal.js", sources).endswith("export const { keep } = module$journal;\n")
    assert joined("clock.js", sources) == sources["clock.js"]


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ('import { a } from "./away.js";', "all.js, line 1: there is no away.js"),
        ('import { c } from "./b.js";', "all.js: b.js does not export c"),
        ('import "./round.js";', "a circle of imports: all.js → round.js → all.js"),
        ('import * as b from "./b.js";', "cannot be joined"),
        ('import b from "./b.js";', "cannot be joined"),
        ('import { b } from "./b.js"', "cannot be joined"),
        ('import { b } from "https://host/b.js";', "cannot be joined"),
        ('  import { b } from "./b.js";', "cannot be joined"),
        ("export let b = 1;", "cannot be joined"),
        ("export default b;", "cannot be joined"),
        ("export { b };", "cannot be joined"),
        ('export * from "./b.js";', "cannot be joined"),
        ("export const { b } = c;", "cannot be joined"),
        ("export const b = 1;\nexport const b = 2;", "line 2: b is exported twice"),
        ("await b();", "cannot be joined"),
        ("const module$b = 1;", "for the joined script alone"),
    ],
)
def test_what_cannot_be_joined_is_refused(line: str, told: str) -> None:
    """With the script and the line, before anybody gets half a script."""
    sources = {
        "all.js": line,
        "b.js": "export const b = 1;",
        "round.js": 'import "./all.js";',
    }
    with pytest.raises(ScriptError) as refusal:
        joined("all.js", sources)
    assert told in str(refusal.value)


@pytest.mark.parametrize("name", ["form.js", "kiosk.js", "rescue.js"])
def test_our_own_scripts_are_whole(name: str) -> None:
    """Nothing is left to be fetched, and all that was written is there."""
    sources = {path.name: path.read_text("utf-8") for path in OWN.glob("*.js")}
    text = joined(name, sources)
    assert not any(line.startswith(("import ", "export ")) for line in text.splitlines())
    assert text.splitlines()[-1] == "})();"
    for one in ("look.js", "journal.js", "clock.js"):
        assert sources[one].splitlines()[-1] in text


def test_what_is_imported_while_running_stays() -> None:
    """A script that most people never need is fetched when it is needed."""
    assert joined("all.js", {"all.js": "import(address);"}) == "import(address);"
