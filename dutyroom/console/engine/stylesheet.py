"""Textual's stylesheet, which works nothing out twice: neither what a file says under a theme nor what a widget looks like.

Textual reads all files anew for every theme, keeps fewer of them than a console has, and matches every rule with every
widget and every part of it: most of the time that a page takes to open.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping
from contextlib import suppress
from inspect import getfile
from pathlib import Path
from typing import Any

from textual.app import App
from textual.css.model import RuleSet
from textual.css.styles import RulesMap
from textual.css.stylesheet import CssSource, Stylesheet
from textual.css.types import CSSLocation
from textual.dom import DOMNode
from textual.widget import Widget

Facts = tuple[Hashable, ...]
"""All that rules ask about a node and about what it stands in, from the app down."""

_read: dict[frozenset[tuple[str, str]], Any] = {}
"""What files say under the variables of a theme, for every console of this process."""


class Looks(Stylesheet):
    """The same looks as Textual's."""

    def __init__(self, variables: dict[str, str]) -> None:
        super().__init__(variables=variables)
        self._known: dict[Facts, tuple[RulesMap, bool]] = {}
        self._studied: dict[CSSLocation, CssSource] = {}
        self._parse_cache = _read_under(variables)

    def study(self, variables: dict[str, str], files: Iterable[Path] = ()) -> None:
        """Read those files, and the looks of every kind of widget known by now, as a theme colours them.

        Made for a thread. Wearing that theme, or opening a page of those files, then reads nothing any more.
        """
        other = Looks(variables)
        other.source = dict(self.source)
        other.read_all(list(files))
        for kind in _kinds(Widget):
            css = kind.__dict__.get("DEFAULT_CSS", "")
            if css:
                scope = kind._css_type_name if kind.__dict__.get("SCOPED_CSS", True) else ""
                with suppress(TypeError, OSError):
                    other.add_source(css, (getfile(kind), f"{kind.__name__}.DEFAULT_CSS"), True, 0, scope)
        other.parse()
        self._studied = {place: each for place, each in other.source.items() if not each.is_defaults}

    def know(self) -> None:
        """What was studied is in force."""
        self.source.update(self._studied)
        self.parse()

    def set_variables(self, variables: dict[str, str]) -> None:
        self._parse_cache = {}  # type: ignore[assignment]  # Emptied by Textual.
        super().set_variables(variables)
        self._parse_cache = _read_under(variables)

    def _parse_rules(
        self, css: str, read_from: CSSLocation, is_default_rules: bool = False, tie_breaker: int = 0, scope: str = ""
    ) -> list[RuleSet]:
        # Rank changes as kinds of widgets come that stand on others; what is read does not.
        rules = super()._parse_rules(css, read_from, is_default_rules, 0, scope)
        for rule in rules:
            rule.tie_breaker = tie_breaker
        return rules

    def parse(self) -> None:
        super().parse()
        self._known.clear()

    def reparse(self) -> None:
        self.parse()

    def apply(self, node: DOMNode, *, animate: bool = False, cache: dict[tuple[Any, ...], RulesMap] | None = None) -> None:
        assert self.rules_map  # What was added since is read.
        path = _path(node)
        known = self._known.get(path)
        if known is None:
            super().apply(node, animate=animate)
            if not node._has_focus_within and not node._has_order_style and not node._has_odd_or_even:
                self._learn(path, node)
            return
        rules, node._has_hover_style = known
        node._has_focus_within = node._has_order_style = node._has_odd_or_even = False
        base = node._css_styles
        if base._rules != rules:
            _wear(base, rules)
            node.notify_style_update()
        elif not animate:
            # What it inherits may be another.
            node.notify_style_update()
        self._components(node, path)

    def _learn(self, path: Facts, node: DOMNode) -> None:
        rules = node._css_styles._rules
        # What moves from one look to the next is not there yet.
        if "transitions" not in rules:
            self._known[path] = rules.copy(), node._has_hover_style

    def _process_component_classes(self, node: DOMNode) -> None:
        self._components(node, _path(node))

    def _components(self, node: DOMNode, path: Facts) -> None:
        before, now = node._component_styles, {}
        for component in node._get_component_classes():
            part = (*path, component)
            known, styles = self._known.get(part), before.get(component)
            if known is None or styles is None or styles.base._rules != known[0]:
                virtual = DOMNode(classes=component)
                virtual._attach(node)
                if known is None:
                    super().apply(virtual)
                    self._learn(part, virtual)
                else:
                    _wear(virtual._css_styles, known[0])
                styles = virtual.styles
            now[component] = styles
        if now != before:
            node._component_styles = now
            node.refresh()


def _read_under(variables: Mapping[str, str]) -> Any:
    return _read.setdefault(frozenset(variables.items()), {})


def _kinds(kind: type[Widget]) -> Iterator[type[Widget]]:
    yield kind
    for each in kind.__subclasses__():
        yield from _kinds(each)


def _path(node: DOMNode) -> Facts:
    return tuple(_facts(each) for each in node.css_path_nodes)


def _facts(node: DOMNode) -> Hashable:
    kind = type(node), node._id, frozenset(node._classes)
    if isinstance(node, Widget):
        return *kind, node.mouse_hover, node.has_focus, node.disabled, node.allow_focus()
    if isinstance(node, App):
        return *kind, node.app_focus, node.current_theme.dark, node.is_inline, node.native_ansi_color, node.no_color
    return kind


def _wear(base: Any, rules: RulesMap) -> None:
    if not base._rules and not base.node._is_mounted:
        base._rules.update(rules)
        base._updates += 1
        return
    worn = base._rules
    for name in worn.keys() | rules.keys():
        if worn.get(name) is not rules.get(name):
            setattr(base, name, rules.get(name))
