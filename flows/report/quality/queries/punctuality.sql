select 100.0 * count(*) filter (days_late = 0) / nullif(any_value(boards_expected), 0) as value
from (select board, arg_min(days_late, received_at) as days_late
      from submissions where period = $period group by board) as first_version,
     periods where periods.period = $period
