select min(halves) as value
from (select key, sector, count(*) filter (comparable and value is not null) as halves
      from bloc_summary_current_boundaries where period <= $period group by key, sector
      having bool_or(period = $period)) as series
