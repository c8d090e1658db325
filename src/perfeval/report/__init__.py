"""From scorecards to what people read: findings, tables, reports. Prints figures, computes none."""
