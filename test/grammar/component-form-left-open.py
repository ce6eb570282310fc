# SYNTAX TEST "source.python" "Whatever the script leaves open, it ends with its string"
class A(Component):
    form = """
    /* not closed
#      ^^^^^^^^^^ comment.block.js
"""
#<--- string.quoted.multi.python punctuation.definition.string.end.python
    code = "a"
#          ^^^ string.quoted.single.python - source.js
    form = """var a = `not closed ${"""
#                 ^ source.js variable.other.readwrite.js
#                                   ^^^ punctuation.definition.string.end.python
    code = "a"
#          ^^^ string.quoted.single.python - source.js
    form = '''
    a = [{ b: "not closed
    c( '''
#   ^ source.js entity.name.function.js
#      ^^^ punctuation.definition.string.end.python
    code = "a"
#          ^^^ string.quoted.single.python - source.js
    form = """"""
#          ^^^ punctuation.definition.string.begin.python
#             ^^^ punctuation.definition.string.end.python
    code = "a"
#          ^^^ string.quoted.single.python - source.js


class B:
#<----- storage.type.class.python - meta.component.bk-sops
    pass
