select verdict, count(*) as figures from reconciliation where period = $period group by verdict order by figures desc
