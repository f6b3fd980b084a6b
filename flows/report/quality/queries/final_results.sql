-- 25200000000 microseconds: Hà Nội is seven hours ahead of UTC
select date_diff('day', any_value(cut_off_to), max(make_timestamp(epoch_us(decided_at) + 25200000000))::date) as value
from approvals join periods using (period)
where period = $period and decision = 'approved' and status = 'final'
