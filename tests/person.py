"""A person at a browser without JavaScript, who goes by what a page shows."""

import html5lib

from tests.page_reader import text_of


class Person:
    """Walks the site by what a page shows: labels, link words and button words."""

    def __init__(self, client) -> None:
        self.client = client
        self.html = ""
        self.status = 0
        self.url = ""

    def open(self, url: str) -> "Person":
        return self._see(self.client.get(url))

    @property
    def root(self):
        return html5lib.parse(self.html, namespaceHTMLElements=False)

    @property
    def heading(self) -> str:
        return text_of(next(self.root.iter("h1")))

    @property
    def words(self) -> str:
        return text_of(self.root.find(".//body"))

    def follow(self, words: str) -> "Person":
        """Follow the first link with these words."""
        for link in self.root.iter("a"):
            if words in text_of(link):
                return self.open(link.get("href"))
        raise AssertionError(f"no link {words!r} on {self.url}")

    def press(self, words: str, answers: dict | None = None) -> "Person":
        """Fill in the form that holds the button with these words, and press it.

        `answers` are {label or name: text, option words, list of option words or True}.
        """
        form, button = self._find_button(words)
        sent = _fields_of(self.root, form)
        for label, value in (answers or {}).items():
            _fill(self.root, form, sent, label, value)
        if button.get("name"):
            sent = [*sent, (button.get("name"), button.get("value", ""))]
        pairs: dict[str, list[str]] = {}
        for name, value in sent:
            pairs.setdefault(name, []).append(value)
        url = button.get("formaction") or form.get("action") or self.url
        if form.get("method", "get").lower() == "get":
            return self._see(self.client.get(url, query_string=pairs))
        return self._see(self.client.post(url, data=pairs))

    def _find_button(self, words: str):
        forms = list(self.root.iter("form"))
        for form in forms:
            for button in form.iter("button"):
                if words in text_of(button):
                    return form, button
        for button in self.root.iter("button"):
            if words in text_of(button) and button.get("form"):
                return next(each for each in forms if each.get("id") == button.get("form")), button
        raise AssertionError(f"no button {words!r} on {self.url}")

    def _see(self, response) -> "Person":
        while response.status_code in {302, 303}:
            response = self.client.get(response.location)
        self.status, self.html = response.status_code, response.text
        self.url = response.request.full_path.rstrip("?")
        return self


def _controls(root, form):
    """Return a form's controls, those outside it that name it included."""
    for tag in ("input", "textarea", "select"):
        yield from form.iter(tag)
        for control in root.iter(tag):
            if control.get("form") and control.get("form") == form.get("id"):
                yield control


def _fields_of(root, form) -> list[tuple[str, str]]:
    """Return (name, value) of everything that a browser would send untouched."""
    sent = []
    for control in _controls(root, form):
        name, kind = control.get("name"), control.get("type", "text")
        if not name or kind in {"submit", "button"}:
            continue
        if control.tag == "textarea":
            sent.append((name, "".join(control.itertext()).removeprefix("\n")))
        elif control.tag == "select":
            chosen = [each for each in control.iter("option") if each.get("selected") is not None]
            first = chosen or list(control.iter("option"))[:1]
            sent += [(name, each.get("value", text_of(each))) for each in first]
        elif kind not in {"checkbox", "radio"} or control.get("checked") is not None:
            sent.append((name, control.get("value", "on")))
    return sent


def _labels(root) -> dict[str, str]:
    return {label.get("for"): text_of(label) for label in root.iter("label") if label.get("for")}


def _fill(root, form, sent: list, label: str, value) -> None:
    labels = _labels(root)
    controls = [each for each in _controls(root, form) if each.get("name")]
    if isinstance(value, str) and _write(labels, controls, sent, label, value):
        return
    wanted = [label] if value is True else value if isinstance(value, list) else [value]
    for words in wanted:
        _choose(labels, controls, sent, label, words)


def _write(labels: dict, controls: list, sent: list, label: str, value: str) -> bool:
    """Type text, or pick from a list; False when no such control is there."""
    for control in controls:
        matches = control.get("name") == label or label in labels.get(control.get("id"), "")
        if not matches or control.get("type") in {"radio", "checkbox", "hidden"}:
            continue
        if control.tag == "select":
            options = [each for each in control.iter("option") if value in text_of(each)]
            value = options[0].get("value", text_of(options[0]))
        _put(sent, control.get("name"), [value])
        return True
    return False


def _choose(labels: dict, controls: list, sent: list, label: str, words: str) -> None:
    """Tick the box or radio with these words or this value."""
    for control in controls:
        if control.get("type") not in {"radio", "checkbox"}:
            if control.tag != "select" or control.get("name") != label:
                continue
            options = [each for each in control.iter("option") if words in text_of(each)]
            sent.append((label, options[0].get("value", words)))
            return
        if words in (labels.get(control.get("id"), ""), control.get("value"), control.get("name")):
            if control.get("type") == "radio":
                sent[:] = [pair for pair in sent if pair[0] != control.get("name")]
            sent.append((control.get("name"), control.get("value", "on")))
            return
    raise AssertionError(f"no control {label!r} / {words!r}: {sorted(labels.values())}")


def _put(sent: list, name: str, values: list[str]) -> None:
    sent[:] = [pair for pair in sent if pair[0] != name] + [(name, each) for each in values]
