"""Every address for programs, with the scopes that open it and how much may be sent there: what is expected."""

from pathlib import Path

#: Address, method, scopes, and the most bytes.
ROWS = [line.split("\t") for line in Path(__file__).with_name("api.tsv").read_text("utf-8").splitlines()[1:]]
#: What each door asks for: any one of these scopes. A new door without a row fails.
DOORS = {(method, address): set(scopes.split()) for address, method, scopes, *_ in ROWS}
#: Doors that stand open, and one that knows who asks by other means.
OTHERS = {door for door, asked in DOORS.items() if asked <= {"anyone", "signature"}}
