from {{package}}.model.records import Account, Bucket, Region, Server
