from {{package}}.model.records import Account, Log
from {{package}}.times import write_time
