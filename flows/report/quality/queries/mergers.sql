select 100.0 * count(*) filter (comparable) / nullif(count(*), 0) as value
from (select code, sector, bool_or(comparable) as comparable
      from growth where period = $period and board = 'bloc' group by code, sector) as totals
