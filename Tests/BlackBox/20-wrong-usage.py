"""Wrong flags, variables and settings: exit status 2, one line that names the culprit, nothing on standard output, nothing bound."""

from blackbox import can_connect, check, finish, folder, free_port, run

CASES = [
    ([], {}, "a command is missing"),
    (["sevre"], {}, "did you mean serve?"),
    (["serve", "--lisen", "x"], {}, "did you mean --listen?"),
    (["serve", "--listen"], {}, "--listen needs a value"),
    (["serve", "--listen", "8080"], {}, '--listen: "8080" is not HOST:PORT'),
    (["serve", "--log", "text", "--log", "json"], {}, "--log is given twice"),
    (["serve", "extra"], {}, '"extra" is one argument too many'),
    (["backup", "DIR"], {}, "one argument too many; did you mean --data DIR?"), (["export", "d"], {}, "did you mean --data DIR?"),
    (["completion", "zsh"], {}, "completion: there is completion for bash only"),
    (["serve", "--journal-bytes", "64MB"], {}, "is no size from 64K to 16G, such as 500K, 64M or 1G"),
    (["serve", "--listen", "127.0.0.1:99999"], {}, "a port is at most 65535"),
    (["import", "x", "--from", "cvs"], {}, 'there is only "csv"'),
    (["serve", "--tls-cert", "c.pem"], {}, "--tls-cert needs --tls-key"),
    (["serve", "--tls-listen", "127.0.0.1:0"], {}, "--tls-listen needs --tls-cert and --tls-key beside it"),
    (["serve"], {"UNDERSTUDY_TLS_LISTEN": "8443"}, 'UNDERSTUDY_TLS_LISTEN: "8443" is not HOST:PORT'),
    (["serve", "--tls-listen", "0.0.0.0:0", "--tls-cert", "c", "--tls-key", "k"], {}, "--tls-listen: light password hashes"),
    (["serve", "--listen", "127.0.0.1:9443", "--tls-listen", "127.0.0.1:9443", "--tls-cert", "c", "--tls-key", "k"], {},
     "--tls-listen: 127.0.0.1:9443 is where the emulated systems listen without TLS"),
    (["serve", "--admin-listen", "127.0.0.1:9443", "--tls-listen", "127.0.0.1:9443", "--tls-cert", "c", "--tls-key", "k"], {},
     "--admin-listen: 127.0.0.1:9443 is where the emulated systems listen"),
    (["serve", "--tls-listen", "127.0.0.1:0", "--tls-cert", "c", "--tls-key", "k", "--public-url", "https://api.example.org"], {},
     "--public-url: one address cannot be that of two listeners; leave out --tls-listen"),
    (["serve", "--listen", "0.0.0.0:0"], {}, "--listen: light password hashes are for the loopback only"),
    (["serve", "--listen", "0.0.0.0:0", "--data", "d", "--password-cost", "light"], {}, "--password-cost: light"),
    (["serve", "--admin-listen", "0.0.0.0:0"], {}, "UNDERSTUDY_ADMIN_TOKEN must be set"),
    (["serve", "--admin-token", "x"], {}, "set UNDERSTUDY_ADMIN_TOKEN instead"),
    (["serve"], {"UNDERSTUDY_PROFILE": "soap"}, 'UNDERSTUDY_PROFILE: "soap" is none of asmx, w3c'),
    (["serve"], {"UNDERSTUDY_ADMIN_TOKEN": "short"}, "UNDERSTUDY_ADMIN_TOKEN: a token has at least 16"),
    (["serve", "--config", "/no/such/file"], {}, "--config: cannot read /no/such/file: No such file"),
    (["serve", "--help=x"], {}, "--help takes no value"),
    (["serve", "-h=x"], {}, "-h takes no value"),
    (["serve"], {"UNDERSTUDY_LISTN": "x"}, "UNDERSTUDY_LISTN: unknown option; did you mean UNDERSTUDY_LISTEN?"),
    (["health"], {"UNDERSTUDY_INSECUR": "x"}, "UNDERSTUDY_INSECUR: unknown option; did you mean UNDERSTUDY_INSECURE?"),
    (["help", "sevre"], {}, "did you mean serve?"),
    (["help", "serve", "x"], {}, '"x" is one argument too many'),
    (["--version", "x"], {}, '"x" is one argument too many'),
    (["serve"], {"UNDERSTUDY_TLS_KEY": "k"}, "UNDERSTUDY_TLS_KEY needs UNDERSTUDY_TLS_CERT"),
    (["replay"], {}, "DIR is missing"),
    (["replay", "x", "--base-url", "localhost"], {}, "--base-url"),
    (["health", "ftp://x"], {}, "is no address such as"),
    (["version", "1"], {}, "one argument too many"),
]

for arguments, environment, message in CASES:
    result = run(*arguments, environment=environment)
    check(result.returncode == 2, f"{arguments} ends with 2, not {result.returncode}")
    check(result.stdout == "", f"{arguments} prints nothing on standard output")
    check(result.stderr.count("\n") == 1 and message in result.stderr, f"{arguments} says {message!r} in one line: {result.stderr!r}")

for command in ([], ["serve"], ["replay"], ["health"], ["version"]):
    result = run(*command, "--help")
    check(result.returncode == 0 and "usage: understudy" in result.stdout and result.stderr == "", f"{command} has a help")

for command in ("serve", "replay", "health"):
    result = run("help", command)
    check(result.returncode == 0 and result.stdout == run(command, "--help").stdout, f"help {command} is {command} --help: {result}")
for command in (["help"], ["-h"], ["help", "help"]):
    check(run(*command).stdout == run("--help").stdout, f"{command} is the overview")
result = run("--version")
check(result.returncode == 0 and result.stdout == run("version").stdout, f"--version is version: {result}")
check(run("version", environment={"UNDERSTUDY_LISTN": "x"}).returncode == 0, "who takes no options looks at no variables")

with folder() as place:
    config = place / "understudy.json"
    for text, message in [
        ("{", ":1:1: the text ends too early"),
        ('{\n"listen": "127.0.0.1:0",\n"lgo": "json"}', ":3:1: lgo: unknown member"),
        ('{"listen": 8080}', ":1:2: listen: a string is needed"),
        ('{\n"profile": "x"}', ':2: profile: "x" is none of'),
        ('{"xweb": {\n"Timeout": 0}}', ":2:1: xweb.Timeout: must be"),
        ('{"xweb": {\n"Timeout": 99999999999999999999}}', ":2:1: xweb.Timeout: is too large a number; must be"),
        ('{\n"tls_cert": "c.pem"}', ":2: tls_cert needs tls_key beside it"),
        ('{\n"tls_listen": "127.0.0.1:0"}', ":2: tls_listen needs tls_cert and tls_key beside it"),
        ('{"sites": {\n"acme": {}}}', ':2: sites.acme: settings for a site "acme", which is not there; there are default'),
    ]:
        config.write_text(text)
        port = free_port()
        result = run("serve", "--config", str(config), *([] if "listen" in text else ["--listen", f"127.0.0.1:{port}"]))
        check(result.returncode == 2 and result.stdout == "", f"{text!r} ends with 2: {result}")
        check(message in result.stderr and result.stderr.count("\n") <= 2, f"{text!r} says {message!r}: {result.stderr!r}")
        check(not can_connect(port), f"nothing listens after {text!r}")
finish()
