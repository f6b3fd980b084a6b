"""The report as a DOCX, laid out as Nghị định 30/2020/NĐ-CP asks; each figure leads to its source in an annex."""
