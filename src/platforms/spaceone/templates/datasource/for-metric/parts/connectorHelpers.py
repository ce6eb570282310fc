def _repeated(values: list[float], start: datetime, end: datetime) -> list[Point]:
    """The values of the sample, one every five minutes, over and over."""
    step = timedelta(minutes=5)
    count = min(int((end - start) / step) + 1, 2000) if values else 0
    return [{"time": write_time(start + step * index), "value": values[index % len(values)]} for index in range(count)]
