"""What is done to plans and follow-ups: one verb, one function, one transaction.

plans: create, revise, agree, discard. drafts: the goals and activities of a draft. progress: how far activities have
come. follow_ups: plan, book, hold, cancel, and the yearly ones of AMI.
"""
