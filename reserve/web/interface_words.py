"""What the page about the JSON interface says of its operations; the English is that of the interface itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from reserve.text import Message, message

AREAS: Final[Mapping[str, Message]] = {
    "office": message("The office"),
    "cycles": message("Campaigns and screening table"),
    "people and places": message("People and places"),
    "pool": message("Decisions about members and places"),
    "screening": message("Votes, undecided and exceptions"),
    "exceptions": message("Deciding exceptions"),
    "inspection and exam": message("Inspection and exam marks"),
    "listing": message("List and ties"),
    "campaign": message("Opening, screening, drawing, result"),
    "imports": message("Imports of workbooks"),
    "policies": message("Plans of campaigns"),
    "journal": message("The journal of acts"),
    "health": message("Whether it runs"),
}
"""The areas in the order of the page, by their tags."""

_SAID: Final = (
    message("Answer when the program and its database work; says nothing about persons."),
    message("List every cycle, the newest first."),
    message("Open a campaign under a plan; every reading of it must be decided."),
    message("Count what a cycle holds and what in it still waits for somebody."),
    message("List nominees with the outcome of every criterion; every filter that is given must hold."),
    message("Return the verdict sheet of one nominee: every criterion with clause, value, source cell and outcome."),
    message("List what must be done now, by the caller and by others, the most urgent first."),
    message("List the steps of a campaign that were taken: when, by whom, and what changed since that they rest on."),
    message("Return the plan to which a campaign is pinned, with its whole text."),
    message("List every account with its roles, by name."),
    message("Return one account: who gave its roles, which were asked for, and its declared relations."),
    message("List which role may do what, on whose records, and what a token can be given."),
    message(
        "List the roster with what is missing about each person; ``gone``: those who are in the newest one no more."
    ),
    message("Return every fact of one person with its cell; the ID number and sanctions stay masked."),
    message(
        "List the present members with the decision in effect; ``mine``: those whose removal the caller may confirm."
    ),
    message("Return one member with everything that a decision rests on, and how the decision came to stand."),
    message("List the places of every unit that the caller may see, two rows a unit."),
    message("Return the card of one unit: its places, who holds them, and how they were adjusted."),
    message("List the figures of every meeting, two rows a unit, also of units that did not vote."),
    message("List both rankings of one unit with all names; outcomes only for callers who may read the screening."),
    message("List the undecided by unit: which column of which workbook would settle each, and what it says now."),
    message("List everybody who stands under the exception: what was waived and by how much, on what papers."),
    message("Return one exception: on whose word it rests, what its papers still want, and earlier proposals."),
    message("Propose to admit an exceptional nominee, with reason and evidence."),
    message("List everybody who may come on the list, with what the inspection came to."),
    message("Return every record of the inspection of one person, the latest first."),
    message("Record the inspection of somebody who may come on the list; it supersedes an earlier one."),
    message("List everybody who may sit the exam: how far the keying is, which marks stand, and the pass line."),
    message("Return the mark of one person: who keyed it, and every correction; what was keyed only once it stands."),
    message("Keep what one clerk reads on one paper; the mark stands when two clerks read the same."),
    message("Take back what this clerk keyed, as long as the mark does not stand."),
    message("Return every paper as the caller keys it: the own entries, whether they agree, never what others keyed."),
    message(
        "Return who is on the list and who is not, each with the reason, by unit and class in the order of the list."
    ),
    message("Draw up the list, anew."),
    message(
        "Return the list in figures, its digest, what it is out of date with, and how it lies before the committee."
    ),
    message("List every tie at a last place, the open ones first, with every decision about one."),
    message("Decide a tie at a last place; the next drawing applies it."),
    message("Count the places, put forward everybody who was named and screen them all, anew."),
    message(
        "Export the whole result, byte for byte as ``reserve run`` writes it; needs the second factor, and is recorded."
    ),
    message("List the imports of a campaign, the newest first, and the workbooks that count now."),
    message(
        "Store workbooks to be read in the background; nothing counts before a person saves the import.\n\n"
        "Sent again under the same key, the import of the first time is answered, as it is now."
    ),
    message("Return how far an import is, what was found, and how many rows it would change."),
    message("Take an import in. When it would no longer change what was shown, it is read again instead: 409."),
    message("Take in the workbooks as they were before the import that was saved last."),
    message("Give up an import that was not saved."),
    message("Keep or defer a present member; a later decision supersedes an earlier one."),
    message("Propose to remove a member; it takes effect when a second person confirms it."),
    message("Confirm a removal that somebody else proposed."),
    message("Refuse a removal, with a remark."),
    message("Take back one's own proposal."),
    message("Give a unit more or fewer places in one class; it counts when the places are counted next."),
    message("Approve an exception that somebody else proposed; needs the second factor."),
    message("Take back one's own proposal before its approvals are complete."),
    message("Send a proposal back with a reason; a place that rests on it is only reserved from then on."),
    message("Propose to change a mark that stands; a second person confirms it."),
    message("Confirm a correction that somebody else proposed."),
    message("Refuse a correction, with a remark."),
    message("Submit the list for approval; from then on nothing that it rests on can change."),
    message(
        "Record that the committee approved the list; needs the second factor and another person than submitted it."
    ),
    message("Send a submitted list back with a reason."),
    message("List entries that match every filter given; go on with ``before`` = the last sequence number."),
    message("Return the end of the journal: what is printed on signed papers."),
    message("List the plans that come with the program, with their whole text."),
    message("Say everything about a plan that is wrong, doubtful or worth a second look; nothing is stored."),
    message("Request fulfilled, document follows"),
    message("The address or the body holds something that cannot be read."),
    message("No session and no token, or one that is over."),
    message("The roles or scopes do not allow this."),
    message("There is nothing under this address, or it belongs to another unit."),
    message("An incident on our side, with its number."),
    message("The same sent again under the same key is not done again; anything else is refused."),
    message("Second factor, where the operation asks for it."),
    message("Somebody else changed this meanwhile; nothing was changed."),
    message("The body is too large; nothing was taken in."),
    message("A rule forbids it; every reason is named, nothing was changed."),
    message("A campaign."),
    message("By what the table is sorted. NAME: by its sounds, as in a dictionary."),
    message("Rows to leave out first."),
    message("Rows in one answer."),
    message("Only of this unit."),
    message("Part of a name, or a number such as P00042."),
    message("By what the roster is sorted. NAME: by its sounds, as in a dictionary."),
    message("42 for P00042."),
    message("By what members are sorted. NAME: by its sounds, as in a dictionary."),
)
SAID: Final[Mapping[str, Message]] = {one.msgid: one for one in _SAID}
"""Every description of the document; the page words it in its own language."""
