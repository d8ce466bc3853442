// gSOAP: a C++ client that wsdl2h and soapcpp2 make of the contracts alone; SOAP 1.1 and 1.2, the token in the typed header.

#include <cstdlib>
#include <iostream>
#include <string>
#include <vector>

#include "client/netForumXMLSoap.nsmap"
#include "client/soapaccesscontrolSoap12Proxy.h"
#include "client/soapaccesscontrolSoapProxy.h"
#include "client/soapgeneralSoap12Proxy.h"
#include "client/soapgeneralSoapProxy.h"
#include "client/soapnetForumXMLSoap12Proxy.h"
#include "client/soapnetForumXMLSoapProxy.h"

static int checks = 0;

static void check(bool condition, const std::string &what) {
    if (!condition) {
        std::cerr << "gSOAP: " << what << std::endl;
        std::exit(1);
    }
    checks++;
}

// What came last, as it came.
static std::string received;
static size_t (*receive)(struct soap *, char *, size_t);

static size_t keep(struct soap *soap, char *bytes, size_t length) {
    size_t count = receive(soap, bytes, length);
    received.append(bytes, count);
    return count;
}

// Sets the SOAP version. soapcpp2 makes one table of namespaces for all bindings, in which 1.2 goes first, so each version gets a copy with
// its own envelope.
template <class Proxy> static void prepare(Proxy &proxy, int version) {
    static std::vector<Namespace> tables[3];
    std::vector<Namespace> &table = tables[version];
    if (table.empty()) {
        for (const Namespace *row = namespaces; row->id; row++) table.push_back(*row);
        table.push_back({nullptr, nullptr, nullptr, nullptr});
        table[0].ns = version == 1 ? "http://schemas.xmlsoap.org/soap/envelope/" : "http://www.w3.org/2003/05/soap-envelope";
        table[1].ns = version == 1 ? "http://schemas.xmlsoap.org/soap/encoding/" : "http://www.w3.org/2003/05/soap-encoding";
        table[0].in = table[1].in = nullptr;
    }
    soap_set_namespaces(proxy.soap, table.data());
    receive = proxy.soap->frecv;
    proxy.soap->frecv = keep;
    received.clear();
}

template <class Proxy> static std::string reason(Proxy &proxy) {
    soap_set_fault(proxy.soap);
    const char *text = soap_fault_string(proxy.soap);
    return text ? text : "";
}

template <class Proxy> static std::string code(Proxy &proxy) {
    const char *text = *soap_faultcode(proxy.soap);
    return text ? text : "";
}

// That a call went well; else its fault is told.
template <class Proxy> static void succeeds(Proxy &proxy, int status, const std::string &what) {
    check(status == SOAP_OK, status == SOAP_OK ? "" : what + ": " + reason(proxy));
}

template <class Proxy> static void xweb(const std::string &base, int version) {
    // A proxy keeps the pointer, so the address must outlive it.
    std::string page = base + "/xweb/secure/netForumXML.asmx";
    Proxy proxy(page.c_str());
    prepare(proxy, version);
    std::string name = "xweb", secret = "xweb-secret", token;

    _xweb__Authenticate authenticate;
    authenticate.userName = &name;
    authenticate.password = &secret;
    _xweb__AuthenticateResponse authenticated;
    succeeds(proxy, proxy.Authenticate(&authenticate, authenticated), "Authenticate");
    check(*authenticated.AuthenticateResult == "http://www.avectra.com/2005/", "Authenticate answers the namespace");
    if (version == 1) {
        // The vendor's answer to this one call names an actor, and gSOAP passes over blocks that are addressed to somebody else.
        std::string::size_type start = received.find("<Token>");
        check(start != std::string::npos, "the token comes in the header");
        token = received.substr(start + 7, 36);
    } else {
        check(proxy.soap->header && proxy.soap->header->xweb__AuthorizationToken_, "the token comes in the typed header");
        token = *proxy.soap->header->xweb__AuthorizationToken_->Token;
    }

    // Puts the token into the next call's header, and takes the one that comes back over.
    xweb__AuthorizationToken header;
    auto sign = [&]() {
        header.Token = &token;
        proxy.soap_header(&header);
    };
    auto follow = [&]() { token = *proxy.soap->header->xweb__AuthorizationToken_->Token; };

    std::string recno = "82457", one = "123", other = "gsoap <&>";
    auto change = [&](std::string &from, std::string &to) {
        _xweb__WEBWebUserChangePassword request;
        request.recno = &recno;
        request.oldPassword = &from;
        request.newPassword = &to;
        _xweb__WEBWebUserChangePasswordResponse response;
        sign();
        succeeds(proxy, proxy.WEBWebUserChangePassword(&request, response), "WEBWebUserChangePassword");
        follow();
        return response.WEBWebUserChangePasswordResult;
    };
    check(change(one, other), "the password is changed");
    check(!change(one, other), "the old password is no longer good");

    std::string login = "member@example.org";
    _xweb__WEBWebUserLogin request;
    request.LoginOrEmail = &login;
    request.password = &one;
    _xweb__WEBWebUserLoginResponse response;
    sign();
    check(proxy.WEBWebUserLogin(&request, response) != SOAP_OK, "the old password must not sign in");
    check(reason(proxy).find("Unable to login user.") != std::string::npos, "the fault's text: " + reason(proxy));
    check(code(proxy).find(version == 1 ? "Client" : "Sender") != std::string::npos, "the fault's code: " + code(proxy));
    request.password = &other;
    sign();
    succeeds(proxy, proxy.WEBWebUserLogin(&request, response), "the new password signs in");
    check(response.WEBWebUserLoginResult->Customer->cst_USCORErecno && *response.WEBWebUserLoginResult->Customer->cst_USCORErecno == "82457",
        "the login's record number is typed");
    check(change(other, one), "the password is changed back");
    proxy.destroy();
}

template <class General, class Access> static void archer(const std::string &base, int version) {
    std::string generalPage = base + "/ws/general.asmx", accessPage = base + "/ws/accesscontrol.asmx";
    General general(generalPage.c_str());
    Access access(accessPage.c_str());
    prepare(general, version);
    prepare(access, version);
    std::string user = "sysadmin", instance = "Default", password = "Sysadmin-1", name = "sample.user";

    _archer__CreateUserSessionFromInstance opening;
    opening.userName = &user;
    opening.instanceName = &instance;
    opening.password = &password;
    _archer__CreateUserSessionFromInstanceResponse opened;
    succeeds(general, general.CreateUserSessionFromInstance(&opening, opened), "CreateUserSessionFromInstance");
    std::string token = *opened.CreateUserSessionFromInstanceResult;
    check(token.size() == 32, "a session token");

    _archer__LookupUserId lookup;
    lookup.sessionToken = &token;
    lookup.username = &name;
    _archer__LookupUserIdResponse found;
    succeeds(access, access.LookupUserId(&lookup, found), "LookupUserId");
    check(found.LookupUserIdResult == 123, "LookupUserId");

    std::string fresh = "Gsoap-" + token, weak = "weak";
    _archer__ChangePassword change;
    change.sessionToken = &token;
    change.userId = found.LookupUserIdResult;
    change.password = &fresh;
    _archer__ChangePasswordResponse changed;
    succeeds(access, access.ChangePassword(&change, changed), "ChangePassword");
    check(changed.ChangePasswordResult == 1, "ChangePassword");
    change.password = &weak;
    check(access.ChangePassword(&change, changed) != SOAP_OK, "a weak password must be refused");
    check(reason(access).find("security parameter") != std::string::npos, "the fault says which rule");

    _archer__TerminateSession ending;
    ending.sessionToken = &token;
    _archer__TerminateSessionResponse ended;
    succeeds(general, general.TerminateSession(&ending, ended), "TerminateSession");
    check(ended.TerminateSessionResult == 1, "TerminateSession");
    check(access.LookupUserId(&lookup, found) != SOAP_OK, "an ended session must be refused");
    check(reason(access).find("Invalid session token") != std::string::npos, "the invalid-session fault");
    general.destroy();
    access.destroy();
}

int main() {
    const char *base = std::getenv("BASE_URL");
    check(base != nullptr, "BASE_URL is not set");
    xweb<netForumXMLSoapProxy>(base, 1);
    xweb<netForumXMLSoap12Proxy>(base, 2);
    archer<generalSoapProxy, accesscontrolSoapProxy>(base, 1);
    archer<generalSoap12Proxy, accesscontrolSoap12Proxy>(base, 2);
    std::cout << "gSOAP " << GSOAP_VERSION / 100000 << "." << GSOAP_VERSION / 1000 % 100 << "." << GSOAP_VERSION % 1000 << ": " << checks
              << " checks" << std::endl;
    return 0;
}
