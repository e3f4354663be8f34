"""Upcoming meetings: lists, reminders, the timers behind them, and the daily agenda."""
