select 100.0 * count(*) filter (estimated_value is not null or status = 'derived') / nullif(count(*), 0) as value
from observations where period = $period and measure = 'actual'
