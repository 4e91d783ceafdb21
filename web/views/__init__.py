"""The pages: tasks (staff), instances (managers), studio (designers), admin."""
