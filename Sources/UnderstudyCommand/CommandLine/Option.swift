import Accounts

/// One setting of a command. It is declared once, and its flag, environment variable, configuration key and help derive
/// from that.
struct Option: Sendable {
    /// The name, from which the flag and its other forms are made: `admin-listen`.
    let name: String
    /// The placeholder of the value in the help: `HOST:PORT`. Empty for a switch, which has no value.
    let value: String
    /// The default in words for the help. Nil for none.
    let fallback: String?
    /// The description, in one or two lines.
    let help: String
    /// Whether it may be given on the command line. A secret may not, because other users of the machine can read
    /// command lines.
    let isFlag: Bool
    /// Whether it may be given several times. Its values are then in lines; see ``OptionValues/all(_:)``.
    let isRepeatable: Bool

    init(
        _ name: String, _ value: String, default fallback: String? = nil, isFlag: Bool = true, isRepeatable: Bool = false, _ help: String
    ) {
        self.name = name
        self.value = value
        self.fallback = fallback
        self.isFlag = isFlag
        self.isRepeatable = isRepeatable
        self.help = help
    }

    /// The value of a switch that is given.
    static let switchedOn = "on"

    /// Whether it has no value.
    var isSwitch: Bool { value.isEmpty }

    /// For example `--admin-listen`.
    var flag: String { "--" + name }
    /// For example `UNDERSTUDY_ADMIN_LISTEN`.
    var environmentName: String { EnvironmentNames.prefix + underscored.uppercased() }
    /// For example `admin_listen`.
    var configurationKey: String { underscored }

    private var underscored: String { String(name.map { $0 == "-" ? "_" : $0 }) }
}

extension Option {
    static let listen = Option(
        "listen", "HOST:PORT", default: "127.0.0.1:8080", "where the emulated systems answer; port 0 takes a free one")
    static let tlsListen = Option(
        "tls-listen", "HOST:PORT", "where they answer with TLS too, from one store; needs a certificate and key")
    static let adminListen = Option(
        "admin-listen", "HOST:PORT|off", default: "127.0.0.1:8081", "where the admin API answers; off the loopback only with a token")
    static let adminToken = Option(
        "admin-token", "TOKEN", isFlag: false, "what callers of the admin API must show as \"Authorization: Bearer TOKEN\"")
    static let adminTokenFile = Option(
        "admin-token-file", "FILE", "a file with that token, for a place that keeps secrets as files")
    static let data = Option(
        "data", "DIR", default: "a temporary place, forgotten at exit", "keep the database in DIR; one process at a time")
    static let store = Option(
        "store", "URL",
        "keep the accounts in a PostgreSQL database, which processes may share:\n"
            + "postgresql://USER@HOST:PORT/DATABASE; its password comes from PGPASSWORD,\n~/.pgpass, or a file (?passfile=FILE)")
    static let dataDirectory = Option("data", "DIR", "the directory with the database")
    static let database = Option(
        "store", "URL",
        "the PostgreSQL database, postgresql://USER@HOST:PORT/DATABASE; its password\n"
            + "comes from PGPASSWORD, ~/.pgpass, or a file (?passfile=FILE)")
    static let output = Option("output", "FILE", "the file to write; it is whole, or as it was before")
    static let exportOutput = Option(
        "output", "FILE", default: "standard output", "the file to write; it is whole, or as it was before")
    static let from = Option("from", "csv", default: "what understudy export has written", "what the file is")
    static let mapping = Option("mapping", "FILE", "says which column becomes what, in JSON; see the page \"Move in\"")
    static let dryRun = Option("dry-run", "", "read all of it, count what would be refused and why, and store nothing")
    static let refused = Option(
        "refused", "FILE", default: "the import ends at the first such line",
        "a new file for lines that are refused, with the reasons")
    static let restart = Option("restart", "", "begin with the first line, whatever an interrupted import has done")
    static let storeConnections = Option("store-connections", "N", default: "16", "how many connections to the database there may be")
    static let storeConnectTimeout = Option(
        "store-connect-timeout", "SECONDS", default: "2", "how long to try to connect to each host of the database")
    static let storeTimeout = Option("store-timeout", "SECONDS", default: "5", "how long the database may take for a statement")
    static let fixtures = Option(
        "fixtures", "FILE", default: "the demo world without --data and --store, nothing with them",
        "accounts to begin with; loaded only into an empty store")
    static let config = Option("config", "FILE", "a JSON file with any of these settings and those of the emulated systems")
    static let tlsCertificate = Option("tls-cert", "FILE", "serve TLS with this certificate (PEM)")
    static let tlsKey = Option("tls-key", "FILE", "the certificate's key (PEM, without a password)")
    static let profile = Option(
        "profile", "asmx|w3c", default: "asmx", "answer SOAP as ASP.NET does, or as the SOAP specifications say")
    static let passwordCost = Option(
        "password-cost", "standard|light", default: "light without --data and --store, standard with them",
        "what a password's hash costs; light is for tests, on the loopback only")
    static let testControls = Option(
        "test-controls", "on|off", default: "on without --data and --store, off with them",
        "let callers of the admin API move clocks, delete sites and\nmake calls fail")
    static let deterministic = Option(
        "deterministic", "SEED",
        "make tokens, keys and salts follow from SEED, so that the same calls get\nthe same answers; for tests on the loopback in a temporary store"
    )
    static let journal = Option(
        "journal", "off|calls|messages", default: "messages without --data and --store, calls with them",
        "how much of each call the admin API shows; secrets never")
    static let journalEntries = Option("journal-entries", "N", default: "10000", "how many calls the journal keeps")
    static let journalBytes = Option("journal-bytes", "SIZE", default: "64M", "how much memory the journal may take: 500K, 64M, 1G")
    static let unknownPrefix = Option(
        "unknown-prefix", "default|refuse", default: "default",
        "where /PREFIX/ in front of an address leads if it names no site: to the\ndefault site, or nowhere (404)")
    static let callerAddresses = Option(
        "caller-addresses", "full|net|off", default: "full without --data and --store, net with them",
        "how much of an address the list of callers shows;\nnet is 24 bits of IPv4 and 48 of IPv6")
    static let logCalls = Option(
        "log-calls", "",
        "write a line of JSON for each call to the log: operation, outcome,\nreason, how long it took; no argument and no secret")
    static let exitOnStdinClose = Option(
        "exit-on-stdin-close", "",
        "end when standard input is closed, as it is when the program that started\nthis one ends: no test run leaves a server behind")
    static let log = Option("log", "text|json", default: "text", "how the log on standard error is written")
    static let logLevel = Option("log-level", "info|warn|error", default: "info", "what the log has: all, warnings and errors, or errors")

    static let baseURL = Option("base-url", "URL", default: "http://127.0.0.1:8080", "where the requests are sent")
    static let publicURL = Option(
        "public-url", "URL", "the address clients know the server by, where a proxy hides it")
    static let trustedProxies = Option(
        "trusted-proxies", "NETWORK,…",
        "proxies whose X-Forwarded-For or Forwarded names the client:\naddresses, or networks such as 10.0.0.0/8")
    static let contractBase = Option("base-url", "URL", default: "http://127.0.0.1:8080", "the server's address in the contract")
    static let json = Option("json", "", "as JSON, for scripts")
    static let format = Option(
        "format", "fixtures|config", default: "config for a file with an option of serve, fixtures for others", "what the files are")
    static let printSchema = Option("print-schema", "", "print the JSON Schema of fixtures files")
    static let insecure = Option(
        "insecure", "", "accept any TLS certificate; without it, it must be a trusted one\nunless the server is on the loopback")
    static let adminURL = Option("admin-url", "URL", default: "http://127.0.0.1:8081", "the address of the server's admin API")
    static let operation = Option("operation", "NAME", "NAME, SYSTEM.NAME or SYSTEM.SERVICE.NAME")
    static let account = Option("account", "NAME:VALUE", "whom the call is about: recno:82457, user_id:123, cons_id:1000121")
    static let reason = Option("reason", "CODE", "why the call was not done, such as wrong_password")
    static let outcome = Option("outcome", "WORD", "ok, negative, refused, malformed, unknown, busy, injected or failed")
    static let system = Option("system", "NAME", "xweb, archer or luminate")
    static let match = Option("match", "TEXT", "any filters of the journal in one text: \"agent:curl given.newPassword:empty\"")
    static let ownSite = Option("site", "NAME", default: "the default site", "the site of the accounts")
    static let search = Option("search", "TEXT", "list only accounts with a name that contains TEXT")
    static let accountStatus = Option(
        "status", AccountStatus.allCases.map(\.rawValue).joined(separator: "|"), "list only accounts in this state")
    static let setField = Option(
        "set", "FIELD=VALUE", isRepeatable: true,
        "what a new account has, such as xweb.recno=9001 or archer.user_name=ann;\nwith := the value is JSON: luminate.cons_id:=9001")
    static let noPassword = Option("no-password", "", "create the account without a password, so that it cannot sign in")
    static let mustChange = Option("must-change", "", "the password must be changed at the next sign-in")
    static let site = Option("site", "NAME", default: "the default site", "the site, or * for all")
    static let times = Option("times", "N", default: "1..", "how often: N, never, N.., ..N or N..M")
    static let within = Option("within", "TIME", default: "no time", "how long the server waits for it, such as 2s; at most 30s")
    static let after = Option("after", "ID", "count only calls behind the entry with this number")
    static let against = Option(
        "against", "NAME=URL", isRepeatable: true,
        "a server for the verdicts: vendor=URL, here=URL, or both by giving it\ntwice; instead of --base-url")
    static let secretValues = Option(
        "values", "[NAME=]FILE", isRepeatable: true,
        "a JSON file with the values of the recording's secrets by name, or what\n"
            + "record --personal wrote; with NAME= for one server; secrets may also be in\nUNDERSTUDY_SECRET_ and a name")
    static let report = Option("report", "FILE", "write the verdicts to FILE.json, FILE.md or FILE.html")
    static let failOn = Option(
        "fail-on", "error|warning|info", default: "warning", "the least difference that makes the command fail")
    static let allowWrites = Option(
        "allow-writes", "", "send what changes something to servers that are not on the loopback, too")
    static let calibrate = Option(
        "calibrate", "",
        "send what changes nothing twice, and note where the server differs from\nitself in the recording; such places are compared no more"
    )
    static let recordedVendor = Option("to", "URL", "the address of the vendor; it, or --from, is required")
    static let recordedServer = Option(
        "from", "ADMIN_URL", "in place of --to: record what is in the journal of this running server")
    static let recordingFolder = Option("output", "DIR", "the folder of the recording, which is made; it is required")
    static let relayListen = Option(
        "listen", "HOST:PORT", default: "127.0.0.1:0", "where the relay answers, on the loopback; port 0 takes a free one")
    static let secretNames = Option(
        "names", "FILE", "a JSON file with secrets by name, {\"old_password\": \"…\"}; the others get\nthe names of their parameters")
    static let keepPersonal = Option(
        "keep-personal", "", "keep names, mail and postal addresses and numbers of people as they are")
    static let personal = Option(
        "personal", "FILE",
        "write the real values of people to FILE, by the made-up ones, for --values\nof replay; the made-up values that it has already are used again"
    )
    static let only = Option("only", "OPERATION,…", "record these operations: NAME or SYSTEM.NAME")
    static let secrets = Option("secrets", "FILE", "a JSON file with the secrets to look for by name; it is required")
    static let compare = Option("compare", "FILE|URL", "say how the contract differs from another one, instead of printing it")
    static let junit = Option("junit", "FILE", "also write the results to FILE, in JUnit's format")
}
