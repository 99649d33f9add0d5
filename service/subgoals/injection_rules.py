"""What gives a prompt injection away, in English and Japanese; texts come in small letters and NFKC.

A rule's pattern is only tried when one of its ``words`` occurs, so that an ordinary goal costs no regex.
"""

from typing import Final, NamedTuple


class Rule(NamedTuple):
    """A pattern, its name for the log, and words of which every match has one."""

    name: str
    words: tuple[str, ...]
    pattern: str


MARKERS: Final = (
    Rule("role-marker", ("<|",), r"<\|[^<>\n]{0,40}\|?>"),
    Rule("role-marker", ("inst]", "<<sys", "</s>"), r"\[/?inst\]|<</?sys>>|</s>"),
    Rule(
        "role-marker",
        ("system", "assistant", "instruction", "prompt", "human>", "user>", "admin"),
        r"</?\s*(?:system|assistant|human|user|instructions?|prompt|admin)(?:[\s_-]*(?:prompt|message|"
        r"role))?\s*/?>",
    ),
    Rule(
        "role-marker",
        ("system", "assistant", "instruction"),
        r"^[\s>*#\"'「-]*(?:system|assistant)\s*(?:prompt|message|override|note)?[\s*\"']*:"
        r"|^\s*#{2,}\s*(?:system|assistant|(?:new |updated )?instructions?)\b"
        r"|\[\s*(?:system|assistant|admin)[^\]\n]{0,30}\]"
        r"|\"role\"\s*:\s*\"(?:system|assistant|user)\"",
    ),
    Rule("template-marker", ("{{", "{%", "${", "#{", "<%"), r"\{\{|\{%|\$\{|#\{|<%"),
    Rule(
        "end-marker",
        ("end of", "begin", "end ", "---", "===", "###", "***"),
        r"\b(?:end|begin(?:ning)?)(?: of)?(?: the)?(?: new| user| system| goal)? (?:prompt|instructions?|"
        r"system prompt|"
        r"user input|goal data|input data)\b|[-=#*]{3,}\s*(?:end|終了|終わり|ここまで)\s*[-=#*]{3,}",
    ),
    Rule("end-marker", ("goal_data",), r"</?\s*goal_data"),
)

# In text without anything but letters: "i g n o r e", "1gn0re", "ig-nore".
SQUEEZED: Final = (
    Rule(
        "ignore-instructions",
        ("ignore", "disregard", "forget", "override"),
        r"(?:ignore|disregard|forget|override)(?:(?:all|any|the|your|of|these|my)*(?:previous|prior|"
        r"above|earlier|preceding|"
        r"system|original)|all(?:the|your|of)*)(?:instruction|prompt|directive|command)",
    ),
    Rule(
        "reveal-prompt",
        ("systemprompt",),
        r"(?:reveal|show|print|output|repeat|leak)(?:me)?(?:your|the)systemprompt",
    ),
    Rule("jailbreak", ("doanythingnow",), r"doanythingnow"),
)
