"""Stand-ins for providers of messages: each speaks the wire format, judges signature, fields and limits as hard as the real one, and keeps
an append-only ledger of what a family would have seen. They share no code with what they judge.

`python -m tests.support.providers aliyun --port 9900` runs one alone; it prints its port. `POST /-/behave` tells it to be slow, silent or to
refuse; `GET /-/ledger` is what it took.
"""
