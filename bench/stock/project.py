"""The project that a Rasa user would write for the hall: an intent for each item, DIET, rules, an action for each item.

Pipeline and policies are those of `rasa init` for 3.6, with jieba in place of the tokenizer for spaces and without
what needs training beyond this task (TED, UnexpecTED, ResponseSelector): that spares stock Rasa training time,
memory and a good part of each turn.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import yaml

from bot.knowledge.model import Hall, Item

ACTIONS = Path(__file__).with_name("actions.py")
FALLBACK = "utter_not_understood"
PIPELINE: list[dict[str, Any]] = [
    {"name": "JiebaTokenizer"},
    {"name": "RegexFeaturizer"},
    {"name": "LexicalSyntacticFeaturizer"},
    {"name": "CountVectorsFeaturizer"},
    {"name": "CountVectorsFeaturizer", "analyzer": "char_wb", "min_ngram": 1, "max_ngram": 4},
    {"name": "DIETClassifier", "constrain_similarities": True},
    {"name": "EntitySynonymMapper"},
    {"name": "FallbackClassifier", "threshold": 0.3, "ambiguity_threshold": 0.1},
]
POLICIES: list[dict[str, Any]] = [{"name": "MemoizationPolicy"}, {"name": "RulePolicy"}]
Examples = Callable[[Item], Iterable[str]]
"""What an item's intent is trained with."""


def asked(item: Item) -> list[str]:
    """Name, short names and common questions.

    A question such as 多久能拿到 stands at many items, so the item's first short name is put before it, as somebody
    who writes training examples would.
    """
    called = (item.short or (item.name,))[0]
    return [item.name, *item.short, *(f"{called}，{question.ask}" for question in item.questions)]


def everything(item: Item) -> list[str]:
    """All that the hall's files say of how people ask: the ways of asking as well."""
    return [*asked(item), *item.ways]


def build(hall: Hall, folder: Path, *, action_port: int, examples: Examples = asked, epochs: int = 100) -> None:
    """Write the whole project into `folder`, which is made if absent."""
    (folder / "data").mkdir(parents=True, exist_ok=True)
    _yaml(folder / "config.yml", config(epochs))
    _yaml(folder / "domain.yml", domain(hall.items))
    _yaml(folder / "data" / "nlu.yml", nlu(hall.items, examples))
    _yaml(folder / "data" / "rules.yml", rules(hall.items))
    _yaml(folder / "endpoints.yml", {"action_endpoint": {"url": f"http://127.0.0.1:{action_port}/webhook"}})
    _yaml(folder / "credentials.yml", {"rest": None})
    (folder / "items.json").write_text(json.dumps(answers(hall), ensure_ascii=False, indent=1), encoding="utf-8")
    shutil.copy(ACTIONS, folder / "actions.py")


def config(epochs: int) -> dict[str, Any]:
    """config.yml."""
    pipeline = [{**part, "epochs": epochs} if part["name"] == "DIETClassifier" else part for part in PIPELINE]
    head = {"recipe": "default.v1", "language": "zh", "assistant_id": "stock"}
    return {**head, "pipeline": pipeline, "policies": POLICIES}


def domain(items: Iterable[Item]) -> dict[str, Any]:
    """domain.yml: an intent and an action for each item."""
    names = [item.id for item in items]
    return {
        "version": "3.1",
        "intents": names,
        "actions": [f"action_{name}" for name in names],
        "responses": {FALLBACK: [{"text": "对不起，我没有听懂，请换个说法。"}]},
        "session_config": {"session_expiration_time": 60, "carry_over_slots_to_new_session": True},
    }


def nlu(items: Iterable[Item], examples: Examples) -> dict[str, Any]:
    """data/nlu.yml. An example stands once in its intent."""
    rows = [{"intent": item.id, "examples": "".join(f"- {e}\n" for e in _unique(examples(item)))} for item in items]
    return {"version": "3.1", "nlu": rows}


def rules(items: Iterable[Item]) -> dict[str, Any]:
    """data/rules.yml: an item's intent runs the item's action, the fallback says that nothing was understood."""
    rows = [_rule(item.id, f"action_{item.id}") for item in items]
    return {"version": "3.1", "rules": [*rows, _rule("nlu_fallback", FALLBACK)]}


def answers(hall: Hall) -> dict[str, str]:
    """What each action says: documents, limit and place of the item, as plain text."""
    places = {place.id: place.name for place in hall.places}
    return {item.id: _answer(item, places) for item in hall.items}


def _answer(item: Item, places: dict[str, str]) -> str:
    lines = [f"{item.name}："]
    if item.materials:
        lines.append("请带：" + "、".join(material.name for material in item.materials))
    lines += [f"时限：{limit.text or f'{limit.number}{limit.unit}'}" for limit in item.statutory_limit[:1]]
    where = [places.get(use.place, use.place.replace("window:", "窗口 ")) for use in item.places]
    return "\n".join([*lines, "到：" + "、".join(where)] if where else lines)


def _rule(intent: str, action: str) -> dict[str, Any]:
    return {"rule": intent, "steps": [{"intent": intent}, {"action": action}]}


def _unique(examples: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(" ".join(example.split()) for example in examples))


def _yaml(path: Path, content: dict[str, Any]) -> None:
    path.write_text(yaml.dump(content, Dumper=_Blocks, allow_unicode=True, sort_keys=False), encoding="utf-8")


class _Blocks(yaml.SafeDumper):
    """Examples as a block of lines, as Rasa's files have them."""


_Blocks.add_representer(
    str,
    lambda dumper, text: dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|" if "\n" in text else None),
)
