"""Sessions of a typed zeep client of xWEB, one in each SOAP version. EXPIRATION and BUILD say how the server was set up."""

import os
import sys

import zeep

import checks
import finding
import passwords
import records
import service
import tokens
import vendor
from checks import check, equal, part
from client import ENVELOPES, Session

expiration = os.environ["EXPIRATION"]
year = os.environ["BUILD"]


def work(session):
    service.build(session, year)
    passwords.sign_in(session)
    finding.find(session)
    finding.information(session)
    finding.query(session, year)
    passwords.change_password(session)
    passwords.single_sign_on(session, year)
    records.web_users(session)
    records.individuals(session, year)
    records.roles(session)
    service.unemulated(session)


for port in ENVELOPES:
    with part(port):
        session = Session(port)
        tokens.sign_in(session)
        # Made by the class's own sign-in and by nothing else: where tokens slide each fault costs one, else none does.
        session.sign_in()
        sign_ins = session.sign_ins
        session.lost = 0
        work(session)
        session.call("GetVersion")
        check(session.lost > 30, f"{session.lost} calls brought no token")
        equal(session.sign_ins - sign_ins, session.lost if expiration == "Sliding" else 0, "sign-ins on the way")
        tokens.planted(session)
        (tokens.sliding if expiration == "Sliding" else tokens.absolute)(session)
vendor.individuals(year, finding.KEYS)
print(f"zeep {zeep.__version__}, {expiration}, build of {year}: {checks.passed} checks")
sys.exit(1 if checks.failures else 0)
