"""Thin: who may, which form, which action, which template."""
