select 100.0 * count(*) filter (comparable) / nullif(count(*), 0) as value
from growth where period = $period and board = 'bloc' and boundary = 'reported'
