"""The REST API in the OpenAPI schema of the host project, which drf-spectacular writes.

Importing ``extension`` registers it, which ``AppConfig.ready`` does where drf-spectacular is
installed; nothing else imports this package. The tests check each response against the schema.
"""
