"""Django's database backends, behind one door: text that XML or HTML forbids does not get through it.

Forms are not the only way to a row: imports, operations, the desk's own views, `update()`, `bulk_create` and
libraries write too. All of them write through here.
"""
