-- 25200000000 microseconds: Hà Nội is seven hours ahead of UTC
select max(date_diff('day', cut_off_to, make_timestamp(epoch_us(received_at) + 25200000000)::date)) as value
from submissions join periods using (period) where period = $period and in_force
