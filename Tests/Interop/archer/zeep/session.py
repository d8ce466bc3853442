"""A session of a typed zeep client of Archer in each SOAP version: every operation of the three contracts answers, and is refused. Also that
zeep loads every contract in wsdl/ without a warning."""

import pathlib
import sys

import zeep

import access
import checks
import directory
import users
from checks import equal, part
from client import Archer

CONTRACTS = pathlib.Path(__file__).parents[4] / "wsdl"

for port in ("Soap", "Soap12"):
    with part(port):
        archer = Archer(port)
        access.sign_in(archer)
        access.dead_tokens(archer)
        access.rights(archer)
        users.run(archer)
        directory.run(archer)
        access.unemulated(archer)
        access.sign_out(archer)
        equal(sorted(set(archer.operations) - archer.answered), [], "operations of the contracts that have not answered")
with part("the contracts in wsdl/"):
    for name in ("general", "accesscontrol", "accessrole", "netForumXML"):
        zeep.Client(str(CONTRACTS / f"{name}.wsdl"))
print(f"zeep {zeep.__version__}, Archer: {checks.passed} checks")
sys.exit(1 if checks.failures else 0)
