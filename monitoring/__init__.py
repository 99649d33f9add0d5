"""Observability as code for one AWS service: monitoring.yaml in, CloudWatch out."""

__version__ = "0.1.0"
