"""What the reports say: how full the hours were, who did not come, how soon reviews are decided."""
