from {{package}}.model.records import Account, Cost
