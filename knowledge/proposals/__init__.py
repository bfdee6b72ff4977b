"""Multiple-choice items drawn from documents: drafts that a person looks at before they are asked.

    passages ──statements──> sentences that stand alone ──facts──> a number, a date, a body, a name
    passages ──lists──> members of a list, terms with their definitions
    fact ──stems──> a question ──near_numbers, near_dates, other_names──> options of its kind

An item asks in the words of the text: Vietnamese puts "bao nhiêu", "ngày nào", "cơ quan nào" where
the answer would stand, so a question is the sentence with its fact taken out. What would not be
understood without its neighbours is left alone: rather no item than a bad one.
"""
