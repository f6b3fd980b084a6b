select 100.0 * sum(unverifiable) / nullif(sum(passed + failed + unverifiable), 0) as value
from rule_outcomes where period = $period and in_force
