def _shortly_before(end: datetime, entries: list[dict]) -> list[Log]:
    """The entries of the sample, each as many seconds before the end as it says."""
    return [{**entry, "time": write_time(end - timedelta(seconds=entry["seconds_before"]))} for entry in entries]
