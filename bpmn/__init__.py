"""The notation: diagrams (BPMN 2.0), decisions (DMN) and expressions (FEEL). Knows no engine."""
