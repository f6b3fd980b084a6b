select 100 * avg(abs(after - before) / abs(before)) as value
from restatements where period = $period and measure = 'actual' and before <> 0 and after is not null
