import pytest, requests, zeep


def change(site, old):
    client = zeep.Client(f"{site.url}/xweb/secure/netForumXML.asmx?WSDL")
    token = {"AuthorizationToken": {"Token": "df3d1644-ba3e-4dc7-8399-ae06ee6063e5"}}
    answer = client.service.WEBWebUserChangePassword(recno="82457", oldPassword=old, newPassword="12345678", _soapheaders=token)
    return answer.body.WEBWebUserChangePasswordResult


def test_wrong_old_password(site):
    assert change(site, "wrong") is False
    site.expect(operation="WEBWebUserChangePassword", account="recno:82457", reason="wrong_password")


def test_frozen_clock(site):
    site.freeze("2031-05-01T12:00:00Z")
    assert change(site, "123") is True
    site.expect(operation="WEBWebUserChangePassword", account="recno:82457", outcome="ok")


def test_lost_answer(site):
    match = {"operation": "WEBWebUserChangePassword"}
    site.call("POST", "/api/faults", site=site.name, name="lost", when=match, do={"lose_answer": {"by": "reset"}}, times=1)
    with pytest.raises(requests.ConnectionError):
        change(site, "123")
    assert change(site, "123") is False  # the first call was done all the same
    site.expect(**match, account="recno:82457", times=2)
