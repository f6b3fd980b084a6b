"""The half-year review report (báo cáo sơ kết): what it says, each figure with the row it comes from."""
