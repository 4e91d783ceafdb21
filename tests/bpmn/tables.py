"""Small decision tables, and asking them."""

from __future__ import annotations

from bpmn import dmn

HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="office" namespace="urn:test">"""


def file(body: str) -> bytes:
    """A file of decisions."""
    return f"{HEAD}{body}</definitions>".encode()


def column(name: str, type_: str) -> str:
    """An input column of a variable."""
    expression = f'<inputExpression typeRef="{type_}"><text>{name}</text></inputExpression>'
    return f'<input id="in_{name}">{expression}</input>'


def table(policy: str, inputs: str, outputs: str, *rules: tuple[str, str, str], extra: str = "") -> bytes:
    """A decision `route` with one input and one output cell a rule; rules are (id, cell, result)."""
    rows = "".join(
        f'<rule id="{id_}"><inputEntry><text>{escape(cell)}</text></inputEntry>'
        f"<outputEntry><text>{escape(result)}</text></outputEntry></rule>"
        for id_, cell, result in rules
    )
    return file(
        f'<decision id="route" name="route"><variable name="route"/>'
        f'<decisionTable id="t" {policy}>{inputs}{outputs}{rows}</decisionTable></decision>{extra}'
    )


def escape(text: str) -> str:
    """A text as XML has it."""
    return text.replace("&", "&amp;").replace("<", "&lt;")


def ask(data: bytes, variables: dict[str, object], decision: str = "route") -> dmn.Evaluation:
    """What a decision of a file answers."""
    return dmn.read(data).decision(decision).evaluate(variables)


PAGES = column("pages", "number")
TEXT_OUT = '<output name="to" typeRef="string"/>'
ANY_OUT = '<output name="to"/>'
GRAPH = file("""
<itemDefinition id="i1" name="tUrgency"><typeRef>string</typeRef>
  <allowedValues><text>"特急", "加急", "平件"</text></allowedValues></itemDefinition>
<inputData id="in" name="紧急程度"><variable name="紧急程度" typeRef="tUrgency"/></inputData>
<businessKnowledgeModel id="double" name="double"><variable name="double"/>
  <encapsulatedLogic><formalParameter name="n" typeRef="number"/>
    <literalExpression><text>n * 2</text></literalExpression></encapsulatedLogic></businessKnowledgeModel>
<decision id="days" name="days"><variable name="days" typeRef="number"/>
  <informationRequirement id="r1"><requiredInput href="#in"/></informationRequirement>
  <literalExpression><text>if 紧急程度 = "特急" then 1 else 5</text></literalExpression></decision>
<decision id="limit" name="limit"><variable name="limit"/>
  <informationRequirement id="r2"><requiredDecision href="#days"/></informationRequirement>
  <knowledgeRequirement id="r3"><requiredKnowledge href="#double"/></knowledgeRequirement>
  <context><contextEntry><variable name="base"/><literalExpression><text>days</text></literalExpression></contextEntry>
    <contextEntry><literalExpression><text>double(base) + 1</text></literalExpression></contextEntry></context>
</decision>
<decisionService id="svc" name="svc"><variable name="svc"/>
  <outputDecision href="#limit"/><inputDecision href="#days"/></decisionService>
""")
