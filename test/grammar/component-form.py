# SYNTAX TEST "source.python" "The script of a component's inline form is JavaScript"
from pipeline.component_framework.component import Component


class PauseComponent(Component):
#<----- meta.component.bk-sops storage.type.class.python
    """form = 1"""
#      ^^^^^^^^ string.quoted.docstring.multi.python - meta.embedded.block.javascript
    name = "Pause"
    code = "pause_node"
    bound_service = PauseService
    embedded_form = True
#   ^^^^^^^^^^^^^ - meta.form.component.bk-sops
    form = """
#        ^ meta.form.component.bk-sops keyword.operator.assignment.python
#          ^^^ string.quoted.multi.python punctuation.definition.string.begin.python
    $.atoms.pause_node = [
#   ^ meta.embedded.block.javascript source.js variable.other.object.js
#           ^^^^^^^^^^ variable.other.property.js
#                        ^ meta.brace.square.js
        {
            tag_code: "description",
#           ^^^^^^^^ meta.object-literal.key.js
#                     ^^^^^^^^^^^^^ string.quoted.double.js
            /* it's over
               two lines */ type: "textarea",
#              ^^^^^^^^^ comment.block.js
#                           ^^^^ meta.object-literal.key.js
            attrs: { placeholder: gettext(`a ${b} "quoted"`), hookable: true } // it's "here"
#                                 ^^^^^^^ entity.name.function.js
#                                            ^^ punctuation.definition.template-expression.begin.js
#                                                                       ^^^^ constant.language.boolean.true.js
#                                                                              ^^^^^^^^^^^^^^ comment.line.double-slash.js
        }
    ]
    """
#   ^^^ string.quoted.multi.python punctuation.definition.string.end.python - source.js
    output_form = r'''$.atoms.out = /"""/; '''  # of the results
#                 ^ storage.type.string.python
#                  ^^^ punctuation.definition.string.begin.python
#                       ^^^^^ meta.embedded.block.javascript source.js
#                                    ^^^ string.regexp.js
#                                          ^^^ punctuation.definition.string.end.python
#                                               ^^^^^^^^^^^^^^^^ comment.line.number-sign.python
    version = "1.0.0"
#             ^^^^^^^ string.quoted.single.python


class Typed(component.Component, metaclass=Meta):
    form: str = u"""
#         ^^^ support.type.python
#               ^ storage.type.string.python
var a = "\"""; // the quotes are escaped, the string goes on
#<--- storage.type.js
#              ^^^^^^^^^^^^^ - string.quoted.multi.python
alert(1); """ % {"a": 1}
#<----- source.js entity.name.function.js
#         ^^^ punctuation.definition.string.end.python
#             ^ keyword.operator.arithmetic.python
#               ^ punctuation.definition.dict.begin.python


if SETTINGS.debug:

    class Nested(Component):
        # a comment may stand
# further out
        form = '''
ok();
#<-- source.js entity.name.function.js
'''
#<--- string.quoted.multi.python punctuation.definition.string.end.python

    form = """
none();
#<---- string.quoted.multi.python - source.js
"""
