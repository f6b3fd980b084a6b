select rule_outcomes.rule, any_value(statement_vi) as says_vi, any_value(statement) as says_en, sum(passed)::bigint as passed, sum(failed)::bigint as failed, sum(unverifiable)::bigint as unverifiable,
  (select count(*) from findings where findings.rule = rule_outcomes.rule and findings.period = $period
     and in_force and waived_by is not null) as waived
from rule_outcomes join rules on rules.rule = rule_outcomes.rule
where period = $period and in_force group by rule_outcomes.rule order by failed desc, unverifiable desc, rule_outcomes.rule
