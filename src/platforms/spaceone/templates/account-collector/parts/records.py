from {{package}}.model.records import Account, Folder
