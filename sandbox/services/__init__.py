"""Loopback meeting services, written from the vendors' documents."""
