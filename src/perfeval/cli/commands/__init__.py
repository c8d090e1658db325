"""One file for each command (`new-facts` in `new_facts.py`): its arguments and options, and a call of what it does."""
