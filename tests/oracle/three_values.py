"""Three-valued values and the settling of actions: what an oracle of a policy needs, written from the language's
description and sharing no line with the engines."""


class Value:
    """A value, or (v is None) an unknown with the names of what would make it known."""

    def __init__(self, v, needs=()):
        self.v = v
        self.needs = frozenset(needs) if v is None else frozenset()


YES, NO = Value(True), Value(False)


def unknown(values):
    return Value(None, frozenset().union(*(value.needs for value in values)))


def both(*values):
    if any(value.v is False for value in values):
        return NO
    return YES if all(value.v is True for value in values) else unknown(values)


def opposite(value):
    return Value(None, value.needs) if value.v is None else Value(not value.v)


def either(*values):
    return opposite(both(*map(opposite, values)))


def of(function, *values):
    """FUNCTION of the values; unknown if one is."""
    if any(value.v is None for value in values):
        return unknown(values)
    return Value(function(*(value.v for value in values)))


def known(value):
    return Value(value.v is not None)


class Says:
    """A free text: what it must hold and must not."""

    def __init__(self, *parts, exactly=None, never=()):
        self.parts, self.exactly, self.never = parts, exactly, never

    def __eq__(self, other):
        if isinstance(other, Says):
            return vars(self) == vars(other)
        if not isinstance(other, str) or self.exactly is not None and other != self.exactly:
            return False
        return all(part in other for part in self.parts) and not any(part in other for part in self.never)

    def __repr__(self):
        return f"«{self.exactly or ' … '.join(self.parts) or '…'}»"


class Action:
    """An action with its arguments: plain values, Values, or texts that Say something."""

    def __init__(self, do, **arguments):
        self.do = do
        self.arguments = {name: v if isinstance(v, (Value, Says)) else Value(v) for name, v in arguments.items()}

    def unknown_parts(self):
        return [v for v in self.arguments.values() if isinstance(v, Value) and v.v is None]

    def plain(self):
        return {name: v.v if isinstance(v, Value) else v for name, v in self.arguments.items()}


def once_each(actions):
    kept = []
    for action in actions:
        if all(action.do != other.do or action.plain() != other.plain() for other in kept):
            kept.append(action)
    return kept


def settle(rules):
    """RULES: pairs of a condition and its actions. The certain actions, and the names of what is needed."""
    certain = once_each(a for condition, actions in rules if condition.v for a in actions if not a.unknown_parts())
    denied = [a.plain()["what"] for a in certain if a.do == "deny"]

    def is_denied(action):
        return action.do in ("allow", "offer") and action.plain()["what"] in denied

    certain = [action for action in certain if not is_denied(action)]
    needs = set()
    for condition, actions in rules:
        for action in actions if condition.v is not False else ():
            there = any(action.do == other.do and action.plain() == other.plain() for other in certain)
            if condition.v and not action.unknown_parts() or there or is_denied(action):
                continue
            needs |= condition.needs.union(*(part.needs for part in action.unknown_parts()))
    return certain, needs
