"""The only importer of SpiffWorkflow: definitions built from our diagrams, and how a token moves."""
