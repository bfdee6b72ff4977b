"""Multiple-choice items drawn from documents: drafts that a person looks at before they are asked.

    passages ──statements──> sentences that stand alone
    statements ──facts──> a number, a date, a body, a name ──distractors──> options of its kind
    passages ──lists──> members of a list, terms with their definitions

An item asks in the words of the text: Vietnamese puts "bao nhiêu", "ngày nào", "cơ quan nào" where
the answer would stand, so a question is the sentence with its fact taken out. What would not be
understood without its neighbours is left alone: rather no item than a bad one.
"""
