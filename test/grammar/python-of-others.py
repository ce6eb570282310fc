# SYNTAX TEST "source.python" "Other strings of Python are left alone"
form = """var a = 1;"""
#         ^^^^^ string.quoted.multi.python - source.js


class View(TemplateView):
    form = """<form>{{ form }}</form>"""
#             ^^^^^^ string.quoted.multi.python - source.js


class ComponentTest(TestCase):
    form = """var a = 1;"""
#             ^^^^^ string.quoted.multi.python - source.js


class PauseComponent(Component):
    """class Other(Component):
    form = 'a'
#   ^^^^ string.quoted.docstring.multi.python - meta.form.component.bk-sops
    """

    desc = """var a = 1;"""
#             ^^^^^ string.quoted.multi.python - source.js
    form = "%sa.js" % settings.STATIC_URL
#          ^^^^^^^^ string.quoted.single.python - source.js
    my_form = """var a = 1;"""
#                ^^^^^ string.quoted.multi.python - source.js
    forms = dict(
        form="""var a = 1;""",
#               ^^^^^ string.quoted.multi.python - source.js
    )

    def execute(self, data):
        form = """var a = 1;"""
#                 ^^^^^ string.quoted.multi.python - source.js
        return form

    @property
#    ^^^^^^^^ meta.function.decorator.python
    def name(self):
#       ^^^^ entity.name.function.python
        return _("x")


def after():
#   ^^^^^ entity.name.function.python - meta.component.bk-sops
    form = """var a = 1;"""
#             ^^^^^ string.quoted.multi.python - source.js
