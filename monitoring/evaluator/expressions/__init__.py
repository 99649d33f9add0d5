"""Metric math: text to tree to series."""

from monitoring.evaluator.expressions.errors import MathError, UnspecifiedMath, UnsupportedMath
from monitoring.evaluator.expressions.parser import parse
from monitoring.evaluator.expressions.tree import Tree, functions, ids, render

__all__ = ["MathError", "Tree", "UnspecifiedMath", "UnsupportedMath", "functions", "ids", "parse", "render"]
