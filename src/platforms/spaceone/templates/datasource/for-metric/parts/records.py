from {{package}}.model.records import Account, Metric, Point
from {{package}}.times import write_time
