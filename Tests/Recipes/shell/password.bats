# One server for a test file, and a site of its own for each test.
setup_file() {
    mkfifo "$BATS_FILE_TMPDIR/input"
    understudy serve --listen=127.0.0.1:0 --admin-listen=127.0.0.1:0 --unknown-prefix=refuse --exit-on-stdin-close \
        <"$BATS_FILE_TMPDIR/input" >"$BATS_FILE_TMPDIR/ready" 2>/dev/null 3>&- &
    exec 9>"$BATS_FILE_TMPDIR/input" # The end of this process closes the server's input, so that no server is left behind.
    for _ in $(seq 100); do grep -q '^understudy ready' "$BATS_FILE_TMPDIR/ready" && break; sleep 0.1; done
    export UNDERSTUDY_ADMIN_URL=$(sed -n 's/^understudy ready .*admin=//p' "$BATS_FILE_TMPDIR/ready")
    [ -n "$UNDERSTUDY_ADMIN_URL" ]
}

teardown_file() { exec 9>&-; }

setup() {
    made=$(curl --fail -s -H 'Content-Type: application/json' -d '{"ttl": "1h", "settings": {"reveal": true}}' "$UNDERSTUDY_ADMIN_URL/api/sites")
    UNDERSTUDY_SITE=$(sed 's/^{"name":"\([^"]*\)".*/\1/' <<<"$made")
    url=$(sed 's/.*"url":"\([^"]*\)".*/\1/' <<<"$made")
    export UNDERSTUDY_SITE
}

teardown() {
    [ -n "$BATS_TEST_COMPLETED" ] || echo "$UNDERSTUDY_ADMIN_URL/requests?site=$UNDERSTUDY_SITE"
    understudy expect --match 'is:malformed is:unknown is:failed' --times never # calls that no test means to make
}

@test "a wrong old password" {
    run curl --fail -s -H 'Authorization: Bearer df3d1644-ba3e-4dc7-8399-ae06ee6063e5' --get -d recno=82457 -d oldPassword=wrong \
        -d newPassword=12345678 "$url/xweb/JSON/WEBWebUserChangePassword"
    [[ "$output" == *false* ]]
    understudy expect --operation WEBWebUserChangePassword --account recno:82457 --reason wrong_password --times 1
}
