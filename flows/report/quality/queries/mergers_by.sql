select coalesce(why_not, 'comparable') as reason, count(*) as figures
from growth where period = $period and board = 'bloc' and boundary = 'reported' group by all order by figures desc, reason
