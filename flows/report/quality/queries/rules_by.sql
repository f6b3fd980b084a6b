select rule, sum(passed)::bigint as passed, sum(failed)::bigint as failed, sum(unverifiable)::bigint as unverifiable,
  (select count(*) from findings where findings.rule = rule_outcomes.rule and findings.period = $period
     and in_force and waived_by is not null) as waived
from rule_outcomes where period = $period and in_force group by rule order by failed desc, unverifiable desc, rule
