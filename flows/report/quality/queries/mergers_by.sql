select boundary, coalesce(why_not, 'comparable') as reason, count(*) as figures
from growth where period = $period and board = 'bloc' group by all order by boundary, figures desc, reason
