"""What is coming: lists, reminders, the timers behind them, and the daily agenda."""
