select 100.0 * sum(boards_reported) / nullif(sum(boards_expected), 0) as value
from bloc_summary where period = $period
