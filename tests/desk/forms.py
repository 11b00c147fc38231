"""A page's main form as a browser would send it back, read from the HTML alone."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

from django.http import QueryDict


@dataclass
class Form(HTMLParser):
    """The fields of the form whose tag has `class_`. sent: what would be sent, in order. buttons: values of `act`."""

    class_: str = "editor"
    sent: list[tuple[str, str]] = field(default_factory=list)
    buttons: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._inside = False
        self._text: tuple[str, list[str]] | None = None
        self._select = ""
        self._options: list[tuple[str, bool]] = []

    @classmethod
    def of(cls, html: str, class_: str = "editor") -> Form:
        form = cls(class_)
        form.feed(html)
        return form

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        held = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._inside = self.class_ in held.get("class", "").split()
        if not self._inside or "disabled" in held:
            return
        name = held.get("name", "")
        if tag == "input" and name:
            if held.get("type") not in ("checkbox", "radio") or "checked" in held:
                self.sent.append((name, held.get("value", "on")))
        elif tag == "textarea" and name:
            self._text = (name, [])
        elif tag == "select" and name:
            self._select, self._options = name, []
        elif tag == "option" and self._select:
            self._options.append((held.get("value", ""), "selected" in held))
        elif tag == "button" and name == "act":
            self.buttons.append(held.get("value", ""))

    def handle_data(self, data: str) -> None:
        if self._text is not None:
            self._text[1].append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self._text is not None:
            text = "".join(self._text[1]).removeprefix("\n").replace("\r\n", "\n").replace("\n", "\r\n")
            self.sent.append((self._text[0], text))
            self._text = None
        elif tag == "select" and self._select:
            chosen = [value for value, on in self._options if on] or [value for value, _ in self._options[:1]]
            self.sent += [(self._select, value) for value in chosen[-1:]]
            self._select = ""
        elif tag == "form":
            self._inside = False

    def __getitem__(self, name: str) -> str:
        return dict(self.sent)[name]

    def all(self, name: str) -> list[str]:
        return [value for key, value in self.sent if key == name]

    def post(self, **changes: str | list[str] | None) -> dict[str, list[str]]:
        """What is sent, with some fields filled otherwise; None takes one out."""
        data: dict[str, list[str]] = {}
        for name, value in self.sent:
            data.setdefault(name, []).append(value)
        for name, new in changes.items():
            if new is None:
                data.pop(name, None)
            else:
                data[name] = new if isinstance(new, list) else [new]
        return data

    def as_query(self, **changes: str | list[str] | None) -> QueryDict:
        query = QueryDict(mutable=True)
        for name, values in self.post(**changes).items():
            query.setlist(name, values)
        return query
