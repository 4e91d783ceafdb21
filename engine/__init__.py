"""The machine. Knows BPMN's terms; knows no office and no HTTP."""
