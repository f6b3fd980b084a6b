select 100.0 * count(*) filter (status = 'corrected') / nullif(count(*), 0) as value
from observations where period = $period and measure = 'actual'
