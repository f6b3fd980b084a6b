select 100.0 * count(*) filter (verdict = 'agrees') / nullif(count(*) filter (verdict <> 'not comparable'), 0) as value
from reconciliation where period = $period
