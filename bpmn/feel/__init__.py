"""FEEL, the expression language of DMN: parse once, evaluate often, no side effects, bounded."""
