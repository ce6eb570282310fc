    def get_account(self) -> Account:
        return self._get("account")

    def list_metrics(self, resource: str) -> list[Metric]:
        return self._get("metrics", resource=resource)

    def list_points(self, resource: str, metric: str, start: datetime, end: datetime) -> list[Point]:
        if self._credentials is None:
            return _repeated(self._get("points").get(metric, []), start, end)
        return self._get("points", resource=resource, metric=metric, start=write_time(start), end=write_time(end))
