#!/bin/bash
# curl: what somebody types who has no toolkit: the form protocols, JSON, and an envelope in each version.
set -euo pipefail
checks=0
check() { # what, expected part, answer
    case "$3" in
        *"$2"*) checks=$((checks + 1)) ;;
        *) echo "curl: $1: no '$2' in: $3" >&2; exit 1 ;;
    esac
}
xweb="$BASE_URL/xweb/secure/netForumXML.asmx"
json="$BASE_URL/xweb/JSON"

check 'TestConnection by GET' '<string xmlns="http://www.avectra.com/2005/">Success</string>' "$(curl -s "$xweb/TestConnection")"
headers=$(curl -s -D - -o /dev/null -H 'Content-Type: application/json' \
    -d '{"Authenticate":{"userName":"xweb","password":"xweb-secret"}}' "$json/Authenticate" | tr -d '\r')
check 'Authenticate by JSON' 'WWW-Authenticate: Bearer token = ' "$headers"
token=${headers##*token = }
token=${token%%$'\n'*}
auth="Authorization: Bearer $token"
check 'login' '"cst_recno":"240656"' \
    "$(curl -s -H "$auth" --get --data-urlencode 'LoginOrEmail=second@example.org' --data-urlencode 'password=Pa$$w0rd' "$json/WEBWebUserLogin")"
change() { curl -s -H "$auth" --get -d recno=240656 --data-urlencode "oldPassword=$1" --data-urlencode "newPassword=$2" \
    "$json/WEBWebUserChangePassword"; }
check 'change' true "$(change 'Pa$$w0rd' 'curl+&=%')"
check 'the old password is no longer good' false "$(change 'Pa$$w0rd' 'x')"
check 'change back' true "$(change 'curl+&=%' 'Pa$$w0rd')"
check 'a planted token' 401 "$(curl -s -o /dev/null -w '%{http_code}' -H 'Authorization: Bearer nix' "$json/WEBWebUserLogin?LoginOrEmail=a&password=b")"

form() { curl -s "$BASE_URL/archer/ws/$1" -d "$2"; }
session=$(form general.asmx/CreateUserSessionFromInstance 'userName=sysadmin&instanceName=Default&password=Sysadmin-1' | grep -oE '[0-9A-F]{32}')
check 'ChangePassword by a form' '>1</int>' "$(form accesscontrol.asmx/ChangePassword "sessionToken=$session&userId=123&password=Curl-$session")"
for version in 'text/xml|http://schemas.xmlsoap.org/soap/envelope/' 'application/soap+xml|http://www.w3.org/2003/05/soap-envelope'; do
    body="<e:Envelope xmlns:e=\"${version#*|}\"><e:Body><LookupUserId xmlns=\"http://archer-tech.com/webservices/\">"
    body+="<sessionToken>$session</sessionToken><username>sample.user</username></LookupUserId></e:Body></e:Envelope>"
    check "LookupUserId as ${version%|*}" '<LookupUserIdResult>123</LookupUserIdResult>' \
        "$(curl -s "$BASE_URL/ws/accesscontrol.asmx" -H "Content-Type: ${version%|*}; charset=utf-8" -d "$body")"
done
check 'a fault' 'Missing parameter: instanceName.' "$(form general.asmx/CreateUserSessionFromInstance 'userName=sysadmin')"
echo "curl: $checks checks"
