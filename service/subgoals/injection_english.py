"""Orders to the model in English; texts come in small letters."""

from typing import Final

from service.subgoals.injection_rules import Rule

_ORDERS: Final = r"(?:instruction|prompt|directive|direction|command|order)s?"
_LIMITS: Final = (
    r"(?:rule|guideline|constraint|restriction|polic(?:y|ie)|limitation|safeguard|context|training|"
    r"programming)s?"
)
_BEFORE: Final = (
    r"(?:previous|prior|above|earlier|preceding|foregoing|initial|original|existing|current|system|"
    r"safety|developer)"
)
_DROP: Final = (
    r"(?:ignor(?:e|ing)|disregard(?:ing)?|forget(?:ting)?|overrid(?:e|ing)|bypass(?:ing)?|neglect|"
    r"discard|skip|drop|set aside|pay no attention to|stop following|do not follow|don't follow|do not obey|"
    r"don't obey)"
)
_TELL: Final = (
    r"(?:reveal|show|print|output|repeat|display|leak|tell|disclose|give|dump|expose|summari[sz]e|"
    r"translate|recite|return|write out|what (?:is|are|was|were))"
)

ENGLISH: Final = (
    Rule(
        "ignore-instructions",
        ("instruction", "prompt", "directive", "direction", "command", "order"),
        rf"\b{_DROP}\b[^.!?\n]{{0,20}}?\b(?:all|any|every|the|your|these|those|my|{_BEFORE})\b"
        rf"(?: (?:of|the|your|my|these|those|all|other|{_BEFORE})){{0,5}} {_ORDERS}\b(?!\s+(?:from|of|by|"
        rf"given by|at|on)\b)",
    ),
    Rule(
        "ignore-instructions",
        (
            "rule",
            "guideline",
            "constraint",
            "restriction",
            "polic",
            "limitation",
            "safeguard",
            "context",
            "programming",
            "training",
        ),
        rf"\b{_DROP}\b(?: (?:all|any|every|of|the|these|those)){{0,4}} (?:your|{_BEFORE})"
        rf"(?: (?:own|the|and|{_BEFORE})){{0,3}} {_LIMITS}\b",
    ),
    Rule(
        "ignore-instructions",
        ("above", "before", "told", "said", "prior", "previous", "was written"),
        rf"\b{_DROP} (?:about )?(?:everything|anything|all|whatever|what)(?: that)?(?: (?:is|was|were|"
        rf"has been|you|i|we|they|"
        r"have|had|been|came|come|comes|written|said|told))* (?:above|before this|before now|told|said|"
        r"prior|previous(?:ly)?)\b",
    ),
    Rule(
        "ignore-instructions",
        ("above", "previous", "prior"),
        rf"(?:^|[.!?:]\s*)(?:please )?{_DROP} (?:all )?(?:of )?(?:the )?(?:above|previous text|"
        rf"prior text|previous message)\b",
    ),
    Rule(
        "new-instructions",
        (
            "instruction",
            "task",
            "order",
            "directive",
            "objective",
            "prompt",
            "your real",
            "your new",
            "your only",
        ),
        r"\b(?:new|updated|revised|real|actual|true) (?:system )?(?:instructions?|directives?|orders?|"
        r"prompt|task|objective)"
        r"(?: (?:is|are)(?: as follows| to\b| now\b)|\s*:)|\byour (?:new|real|actual|only|true) (?:task|"
        r"job|instructions?|"
        r"objective|role|purpose) (?:is|are)\b|\bfollow (?:only )?(?:these|the following|"
        r"my new) (?:new )?(?:instructions|"
        r"commands|orders)(?: instead| only|:)",
    ),
    Rule(
        "new-role",
        (
            "you are now",
            "you are no longer",
            "from now on",
            "you're now",
            "henceforth",
            "you will now",
            "you must now",
        ),
        r"\byou(?: are|'re) (?:now|no longer) (?:an?|the|in|dan|free|un|evil|going|bound|restricted|"
        r"limited|required|my|"
        r"acting|operating|under|allowed|able|subject)|\b(?:from now on|henceforth),? (?:you|act|respond|"
        r"answer|ignore|"
        r"behave|pretend|only (?:say|answer|respond))\b|\byou (?:will|must) now (?:act|ignore|respond|"
        r"answer|obey|be|output)\b",
    ),
    Rule(
        "new-role",
        ("act as", "pretend", "roleplay", "role-play", "role play", "behave as", "behave like", "simulate"),
        r"\b(?:act|behave|respond|roleplay|role-play|role play|simulate|pretend)\b(?: (?:as|like|to be|"
        r"you are|you're|that "
        r"you are|being))*(?: if you (?:are|were))? (?:an? |the |my )?(?:dan\b|unrestricted|uncensored|"
        r"unfiltered|jailbroken|"
        r"evil|malicious|different ai|ai without|ai that|ai with no|language model|linux terminal|"
        r"terminal|root\b|"
        r"system administrator with|hacker ai|chatbot without|free ai|opposite)"
        r"|\bpretend (?:that )?(?:you (?:have|had) no|there are no|the (?:rules|instructions|"
        r"restrictions))",
    ),
    Rule(
        "reveal-prompt",
        ("prompt", "instruction", "rules", "configuration", "guidelines", "system message"),
        rf"\b{_TELL}\b[^.!?\n]{{0,30}}?\byour (?:\w+ ){{0,3}}?(?:prompts?|instructions|rules|guidelines|"
        rf"configuration|"
        r"system message)\b"
        rf"|\b(?:reveal|show|print|output|repeat|display|leak|disclose|dump|expose|recite|tell me|"
        rf"give me|what (?:is|was))\b"
        r"[^.!?\n]{0,25}?\b(?:the|this|full|entire|whole) (?:\w+ )?(?:system|hidden|initial|secret|"
        r"original|developer|internal)"
        r" (?:prompt|instructions?|message)\b",
    ),
    Rule(
        "reveal-prompt",
        ("above", "verbatim"),
        r"\b(?:repeat|print|output|copy|recite|return|echo)\b[^.!?\n]{0,25}?\b(?:everything|all|text|"
        r"words|content|lines?|"
        r"sentences?|what(?:ever)?)(?: (?:that|is|was|of|the|written|printed|said))* (?:above|"
        r"before this)\b",
    ),
    Rule(
        "reveal-secret",
        ("api key", "environment variable", "credential", "secret", "password", "access key", "access token"),
        r"\b(?:reveal|print|output|leak|disclose|dump|expose|send me|show me|tell me|"
        r"give me)\b[^.!?\n]{0,20}?\b(?:your|the "
        r"(?:server|system|aws|database|lambda)(?:'s)?|all)(?: \w+){0,2}? (?:api keys?|"
        r"environment variables?|credentials|"
        r"secrets?|passwords?|access keys?|access tokens?)\b",
    ),
    Rule(
        "jailbreak",
        (
            "jailbr",
            "do anything now",
            "developer mode",
            "dan mode",
            "god mode",
            "sudo mode",
            "debug mode",
            "unrestricted mode",
            "admin mode",
            "maintenance mode",
            "system override",
            "admin override",
            "override mode",
        ),
        r"\bdo anything now\b|\bjailbr(?:eak|oken) (?:mode|yourself|prompt|the (?:ai|model))|"
        r"\byou (?:are|have been) jailbroken"
        r"|\b(?:dan|unrestricted|sudo) mode\b|\b(?:enter|activate|enable|switch to|you are in|now in|"
        r"start|in) (?:the )?"
        r"(?:developer|god|debug|admin|maintenance) mode\b(?! (?:on|of|in|for|menu|setting|screen))"
        r"|\b(?:developer|god|debug|admin|maintenance) mode (?:enabled|activated|engaged|on\b(?! (?:my|"
        r"the|an?)))"
        r"|\b(?:system|admin|developer) override\b|\boverride mode\b",
    ),
    Rule(
        "drop-limits",
        (
            "restriction",
            "filter",
            "limitation",
            "guideline",
            "censorship",
            "guardrail",
            "moral",
            "ethic",
            "safety",
            "polic",
        ),
        r"\b(?:respond|answer|reply|act|behave|operate|speak|write|generate|"
        r"output)\b[^.!?\n]{0,25}?\b(?:without|with no|free "
        r"of|free from)(?: (?:any|all|your|the|content|safety|ethical|moral|more))* (?:restrictions?|"
        r"filters?|filtering|"
        r"limitations?|guidelines?|censorship|guardrails?|safety|morals|ethics|policy|policies)\b"
        r"|\b(?:disable|turn off|remove|bypass|circumvent|switch off|deactivate|lift)(?: (?:all|any|your|"
        r"the|every|of))* "
        r"(?:safety|content|ethical|ethics|moderation|openai|model|ai|your) (?:filters?|guardrails?|"
        r"restrictions?|guidelines?|"
        r"polic(?:y|ies)|protocols?|checks?|limits?|moderation|safeguards?)\b"
        r"|\b(?:no longer|not) (?:bound|restricted|limited|constrained) by (?:any|your|the|those|"
        r"these)(?: \w+)? "
        r"(?:rules|restrictions|guidelines|policies|instructions|ethics)\b",
    ),
    Rule(
        "steer-output",
        ("respond", "reply", "answer", "output", "say ", "instead of", "tool", "json", "sub-goal", "subgoal"),
        r"\b(?:respond|reply|answer) (?:(?:only|exactly|just) with (?:[\"'“「]|the\b|a single|one word|"
        r"yes\b|no\b)|with (?:only|exactly|"
        r"just|the (?:word|phrase|text|string)))"
        r"|\boutput (?:only|exactly|just|nothing but)\b[^.!?\n]{0,30}?(?:[\"'“「]|the (?:word|phrase|"
        r"text|string)\b)"
        r"|\bonly (?:say|respond|reply|output) [\"'“「]|\binstead of (?:the |generating |creating |"
        r"making |giving |eight |8 )*"
        r"sub-?goals?\b|\b(?:do not|don't|never) (?:call|use|invoke) (?:the |any |your )?(?:tools?|"
        r"functions?)\b(?=[^\n]{0,40}"
        r"(?:answer|respond|reply|output|instead|$|\.))|\b(?:do not|don't) (?:generate|create|make|"
        r"return|output) (?:any |the )?"
        r"(?:sub-?goals?|json)\b",
    ),
    Rule(
        "run-code",
        ("decode", "execute", "base64", "rot13", "drop table", "rm -rf"),
        r"\b(?:decode|decipher|decrypt)\b[^.!?\n]{0,40}?\b(?:and|then)\b[^.!?\n]{0,15}?\b(?:follow|"
        r"execute|run|obey|do what)\b"
        r"|\bexecute (?:the |this |these |following |hidden )+(?:commands?|instructions?|payload|"
        r"prompt)\b"
        r"|\brm -rf /|;\s*drop table\b",
    ),
    Rule(
        "reveal-prompt",
        ("you were", "you are", "you have been", "you got", "you received", "with your"),
        rf"\b{_TELL}\b[^.!?\n]{{0,20}}?\b(?:prompt|instructions|rules|guidelines) (?:that )?you (?:were|"
        rf"are|have "
        r"been|got|received)\b|\b(?:respond|reply|"
        r"answer)\b[^.!?\n]{0,20}?\bwith your (?:\w+ )?(?:configuration|"
        r"prompt|instructions|rules)\b",
    ),
    Rule(
        "drop-limits",
        ("you have no", "you had no", "you follow no"),
        r"\byou (?:have|had|follow) no (?:\w+ )?(?:rules|restrictions|guidelines|filters|ethics|"
        r"policies)\b",
    ),
    Rule(
        "ignore-instructions",
        ("instruction", "prompt", "directive"),
        rf"\b(?:{_BEFORE}|all|your)(?: (?:the|of|your|{_BEFORE})){{0,3}} (?:instructions|prompts?|"
        rf"directives)"
        r"(?: (?:above|given))?,? (?:are|is|were|have been|no longer|do not|don't) (?:now )?(?:void|"
        r"cancell?ed|"
        r"obsolete|invalid|superseded|null|revoked|replaced|no longer|apply|valid|overridden)\b",
    ),
)
