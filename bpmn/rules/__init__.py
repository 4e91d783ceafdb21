"""The rules of a good diagram, one a file.

A rule is a module with a docstring that says it and a function ``check(subject)`` that yields faults;
its name is the module's. Adding a file adds a rule, there is no list.
"""
