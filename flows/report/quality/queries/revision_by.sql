select restatements.code, label_vi, label_en, count(*) as revisions,
  100 * avg(abs(after - before) / abs(before)) as size, 100 * avg((after - before) / abs(before)) as bias
from restatements join (select code, any_value(label_vi) as label_vi, any_value(label_en) as label_en
                        from indicators group by code) as named using (code)
where period = $period and measure = 'actual' and before <> 0 and after is not null
group by all order by size desc, restatements.code
