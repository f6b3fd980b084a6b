"""Parts of an administrative document (Nghị định 30/2020/NĐ-CP); letters and the report are made of them."""
