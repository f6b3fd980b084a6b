-- 25200000000 microseconds: Hà Nội is seven hours ahead of UTC
select name_vi as board, min(make_timestamp(epoch_us(received_at) + 25200000000))::date as first_received, arg_min(days_late, received_at) as days_late,
  count(submission) as versions, any_value(state) filter (in_force) as state
from board_periods left join submissions using (board, period)
where board_periods.period = $period and member group by board, name_vi order by days_late desc nulls first, name_vi
