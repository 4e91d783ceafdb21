"""An independent idea of what a block-structured process does: blocks that begin, offer actions, and get done.

It shares nothing with the runtime: no tokens, no joins, no flows. A block draws itself as a diagram, and a run of
it knows which actions are open: an action is the path and id of an element that a person or a handler completes,
or an event reaches. What gateways and loops choose stands in ``Choices``, which both sides read.
"""
