select 100.0 * (boards_expected - boards_reported) / nullif(boards_expected, 0) as value
from periods where period = $period
