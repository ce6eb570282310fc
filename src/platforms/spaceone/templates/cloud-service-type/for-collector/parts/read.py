    def list_{{resource}}(self) -> list[{{name}}]:
        return self._get("{{resource}}")
