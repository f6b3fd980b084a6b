"""What is known beside the form: boards, calendar, rates, units."""
