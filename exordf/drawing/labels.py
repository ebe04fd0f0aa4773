"""The labels and colours of pictures: column heads, kinds, lines, in both languages."""

from __future__ import annotations

from typing import Literal

# Fill and rim by kind; the kinds of one column share a family of colours. "" stands for no kind.
COLORS = {
    "Cell": ("#dbe4f0", "#475569"),
    "CellLine": ("#e6e9ef", "#64748b"),
    "Tissue": ("#ece4d8", "#8b6f47"),
    "BodyFluid": ("#f4ead5", "#a07d2c"),
    "Organism": ("#e4e7d8", "#6b7a2f"),
    "Intervention": ("#d5ece8", "#0f766e"),
    "Vesicle": ("#cfeef7", "#0e7490"),
    "MicroRNA": ("#e9defb", "#6d28d9"),
    "LongNonCodingRNA": ("#ded8fb", "#4338ca"),
    "CircularRNA": ("#ded8fb", "#4338ca"),
    "Molecule": ("#f5e0f0", "#a21caf"),
    "Lipid": ("#f9dfe9", "#be185d"),
    "Chemical": ("#f9dfe9", "#be185d"),
    "GeneProduct": ("#d9f2dc", "#2f7d3b"),
    "Pathway": ("#fcebc5", "#b45309"),
    "Process": ("#d6e6fb", "#1d4ed8"),
    "Disease": ("#fbd5d2", "#b91c1c"),
    "Phenotype": ("#fde2d3", "#c2410c"),
    "Quantity": ("#eceff1", "#607d8b"),
    "": ("#ffffff", "#6b7280"),
}

KINDS = {
    "en": {
        "Cell": "cell",
        "CellLine": "cell line",
        "Tissue": "tissue or organ",
        "BodyFluid": "body fluid",
        "Organism": "organism",
        "Intervention": "intervention",
        "Vesicle": "vesicle",
        "MicroRNA": "microRNA",
        "LongNonCodingRNA": "long non-coding RNA",
        "CircularRNA": "circular RNA",
        "Molecule": "other molecule",
        "Lipid": "lipid",
        "Chemical": "chemical",
        "GeneProduct": "gene product",
        "Pathway": "pathway",
        "Process": "process",
        "Disease": "disease",
        "Phenotype": "phenotype",
        "Quantity": "quantity",
        "": "no kind",
    },
    "zh": {
        "Cell": "细胞",
        "CellLine": "细胞系",
        "Tissue": "组织或器官",
        "BodyFluid": "体液",
        "Organism": "生物体",
        "Intervention": "干预",
        "Vesicle": "囊泡",
        "MicroRNA": "微小RNA",
        "LongNonCodingRNA": "长链非编码RNA",
        "CircularRNA": "环状RNA",
        "Molecule": "其他分子",
        "Lipid": "脂质",
        "Chemical": "化学物质",
        "GeneProduct": "基因产物",
        "Pathway": "通路",
        "Process": "过程",
        "Disease": "疾病",
        "Phenotype": "表型",
        "Quantity": "数量",
        "": "无类别",
    },
}

HEADS = {
    "en": (
        ("SOURCES", "cells, tissues, interventions"),
        ("VESICLES",),
        ("CARGO",),
        ("GENE PRODUCTS",),
        ("PATHWAYS",),
        ("PROCESSES",),
        ("DISEASES", "and phenotypes"),
    ),
    "zh": (
        ("来源", "细胞、组织、干预"),
        ("囊泡",),
        ("所载分子",),
        ("基因产物",),
        ("通路",),
        ("过程",),
        ("疾病", "与表型"),
    ),
}

# Direction, whether hedged (None: the entry explains the dashes alone), label.
LEGEND: dict[str, tuple[tuple[Literal["raises", "lowers", "other"], bool | None, str], ...]] = {
    "en": (
        ("raises", False, "promotes or causes"),
        ("lowers", False, "inhibits or ameliorates"),
        ("other", False, "affects, carries, takes part, and so on"),
        ("other", None, "hedged by the source"),
    ),
    "zh": (
        ("raises", False, "促进或导致"),
        ("lowers", False, "抑制或改善"),
        ("other", False, "影响、携带、参与等"),
        ("other", None, "有保留"),
    ),
}


def does(direction: str, language: str) -> str:
    """The label of a direction in the legend.

    >>> does("raises", "en")
    'promotes or causes'
    """
    return next(label for name, hedged, label in LEGEND[language] if name == direction and hedged is False)


DEFINITION = {"en": "secretes, by the definition of the vesicle; not a claim", "zh": "分泌，依囊泡的定义：并非论断"}

MISFIT = {"en": "a citation does not fit", "zh": "有引文不符"}

CONTEXT_WORDS = {
    "en": "{nodes} entities and {edges} claims; the title of each line says which.",
    "zh": "{nodes} 个实体，{edges} 条论断；每条线的标题说明是哪些。",
}

# The phrases in a picture of one claim that neither the claim nor the ontology has.
CLAIM_WORDS = {
    "en": {
        "in": "in",
        "through": "through",
        "by": "Its mechanism",
        "for": "Its consequences",
        "denied": "denied",
        "not stated": "not stated",
        "context": "{role}: {values}",
        "between": "; ",
    },
    "zh": {
        "in": "于",
        "through": "经由",
        "by": "其机制",
        "for": "由此",
        "denied": "否定",
        "not stated": "未注明",
        "context": "{role}：{values}",
        "between": "；",
    },
}
