"""The scalar functions of Logs Insights, one module a group as in AWS's documentation."""
