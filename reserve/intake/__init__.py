"""What does a county's folder of workbooks say, and what is wrong with it?

Reads: the folder, all files in one pass. Writes: nothing but empty templates; gives the rows and the findings.
"""

from reserve.intake.county import read_county
from reserve.intake.model import County
from reserve.intake.templates import write_templates
from reserve.roster.sheet import BLANK_MEANS_NONE

__all__ = ["BLANK_MEANS_NONE", "County", "read_county", "write_templates"]
