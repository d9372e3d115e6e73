"""Providers of messages, a file each: what is sent to them and what their answers mean.

They are called by hand and not through their vendors' packages: those bring two dozen others, wait in threads or sleep while they
retry, and all that is needed of them is one signed request. That ours is the right one is judged by the same stand-ins that the
vendors' packages are held against (tests/support/providers, docs/decisions/0038).
"""
