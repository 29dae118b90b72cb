"""Plain records that the pure functions take and give, one module a stage.

A record's fields are columns of the table of the same meaning (less document_id), in the same types; a contract test
holds them to pipeline/tables.py. They live apart from the code that makes them, so that a change of one stage's code
does not count as a change of the stages that read its records.
"""
