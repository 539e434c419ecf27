"""Addresses that no mail can reach though they look as if, and a part of the sentence that says why."""

UNREACHABLE = [
    ("İbrahim@mail.example", "“İ”, which mail servers do not take"),
    ("ſam@mail.example", "“ſ”, which mail servers do not take"),
    ("uıu@mail.example", "“ı”, which mail servers do not take"),
    (f"{'v' * 65}@mail.example", "at most 64 characters"),
]
