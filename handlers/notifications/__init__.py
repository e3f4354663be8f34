"""What meeting services tell of meetings: who is in one, what was changed or deleted there."""
