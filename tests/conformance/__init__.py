"""Every element of BPMN 2.0 runs, with a small diagram that shows it, or is refused, with the finding."""
