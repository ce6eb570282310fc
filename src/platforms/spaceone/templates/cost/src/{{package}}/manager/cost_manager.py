"""What the records of a bill become for the platform."""

from __future__ import annotations

from typing import Generator

from spaceone.core.error import ERROR_REQUIRED_PARAMETER
from spaceone.core.manager import BaseManager

from {{package}}.connector.cloud_connector import CloudConnector
from {{package}}.model.records import Cost

_PAGE = 1000


class CostManager(BaseManager):
    def __init__(self, connector: CloudConnector) -> None:
        super().__init__()
        self.connector = connector

    def list_costs(self, task_options: dict) -> Generator[dict, None, None]:
        month = task_options.get("month")
        if not month:
            raise ERROR_REQUIRED_PARAMETER(key="task_options.month")
        costs = [_cost(record, month) for record in self.connector.list_costs(month)]
        for index in range(0, len(costs), _PAGE):
            yield {"results": costs[index : index + _PAGE]}


def _cost(record: Cost, month: str) -> dict:
    return {
        "cost": record["cost"],
        "usage_quantity": record["quantity"],
        "usage_unit": record["unit"],
        "provider": "{{provider}}",
        "region_code": record["region"],
        "product": record["product"],
        "usage_type": record["usage_type"],
        "resource": record["resource"],
        "tags": record["labels"],
        "additional_info": {"Account ID": record["account"]},
        "billed_date": f"{month}-{record['day']:02d}",
    }
