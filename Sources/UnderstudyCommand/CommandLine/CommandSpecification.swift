import Replay

/// The specification of a command for users: its purpose and its arguments.
struct CommandSpecification: Sendable {
    /// A value without a flag.
    struct Operand: Sendable {
        let name: String
        let isRequired: Bool
        let help: String
        /// Whether it may be there several times. Only the last one may.
        var isRepeatable = false
        /// The words that it may be. Empty if it may be others.
        var choices: [String] = []
    }

    let name: String
    let summary: String
    let operands: [Operand]
    let options: [Option]
    /// Further information for users, shown after the options.
    let notes: String

    init(_ name: String, _ summary: String, operands: [Operand] = [], options: [Option] = [], notes: String = "") {
        self.name = name
        self.summary = summary
        self.operands = operands
        self.options = options
        self.notes = notes
    }
}

extension CommandSpecification {
    static let serve = CommandSpecification(
        "serve", "answer as the emulated systems do, until SIGTERM or SIGINT",
        options: [
            .listen, .tlsListen, .adminListen, .adminToken, .adminTokenFile, .data, .store, .storeConnections, .storeConnectTimeout,
            .storeTimeout,
            .fixtures, .config, .publicURL, .trustedProxies, .tlsCertificate, .tlsKey, .profile, .passwordCost, .testControls,
            .deterministic, .journal, .journalEntries, .journalBytes, .callerAddresses, .unknownPrefix, .log, .logLevel, .logCalls,
            .exitOnStdinClose,
        ],
        notes: """
            When it can answer it prints one line on standard output:
              understudy ready url=http://127.0.0.1:8080 admin=http://127.0.0.1:8081
            With --tls-listen the line names the address with TLS as well: tls=https://127.0.0.1:8443
            SIGHUP reads the certificate, its key, the level of the log and the admin token again, from the files
            that the options name and from the configuration file. Open connections stay. If something is wrong,
            nothing changes and the log says what. Other settings take effect at the next start.
            A service manager is told when it serves (sd_notify), and may pass open sockets, each with the name of
            the option in whose place it is: listen, tls-listen, admin-listen.
            """)

    static let replay = CommandSpecification(
        "replay", "send recorded requests, compare the answers, say what differs",
        operands: [
            Operand(
                name: "DIR", isRequired: true,
                help:
                    "holds CASE.request.http and CASE.response.http, or folders of such;\nor a file of pairs that the console has exported")
        ],
        options: [
            .baseURL, .against, .secretValues, .report, .junit, .failOn, .allowWrites, .calibrate, .insecure,
        ],
        notes: """
            With --against, each case gets a verdict:
              same            all answer as recorded
              vendor_changed  the vendor answers otherwise; the recording is old
              we_differ       the server here answers otherwise, and the vendor does not
              changed_alike   both answer otherwise, and alike
              both_differ     both answer otherwise, each in its own way
              not_sent        it changes something, and the server is not on the loopback
            Differences that \(DriftAcceptance.fileName) in DIR accepts do not count until the day that it names.
            Exit status 0 when every answer is as recorded, 1 when one is not. With --against, cases of the verdicts
            vendor_changed, we_differ and both_differ fail.
            """)

    static let record = CommandSpecification(
        "record", "relay calls to a vendor, and write them as sample pairs without secrets",
        options: [
            .recordedVendor, .recordedServer, .recordingFolder, .relayListen, .secretNames, .keepPersonal, .personal, .only,
            .site, .match, .adminToken, .adminTokenFile, .insecure,
        ],
        notes: """
            When it can answer it prints one line on standard output, then one for each call that is recorded:
              understudy record url=http://127.0.0.1:41234
            Passwords, tokens and other secrets are never written. Those that clients send become {{secret:NAME}}, and
            replay takes their values from --values. Those that the vendor sends become {{token1=guid}}, and {{token1}}
            where clients send them later. Names, mail and postal addresses and numbers of people become made-up ones,
            the same for the same; with --personal, replay can put the real ones back.
            With --from, calls are taken from the journal of a server, by its admin API. The journal hides passwords,
            so the output says which values a replay needs. It has messages only with serve --journal messages.
            SIGTERM or SIGINT ends a relay. Every file is then searched for every secret once more.
            Exit status 0 when the recording is complete, 1 when a file was removed or could not be written,
            or when there were too many calls for it.
            """)

    static let scrub = CommandSpecification(
        "scrub", "clean a recording of secrets",
        operands: [Operand(name: "DIR", isRequired: true, help: "holds CASE.request.http and CASE.response.http, or folders of such")],
        options: [.secrets],
        notes: """
            Each pair is written anew, with placeholders in the places of its secrets as record writes them.
            Exit status 0 when no secret is left, 1 when a pair could not be cleaned; it is as it was.
            """)

    static let wsdl = CommandSpecification(
        "wsdl", "print a service's contract, or compare it with another one",
        operands: [Operand(name: "SERVICE", isRequired: true, help: "one of \(WSDLCommand.serviceNames)")],
        options: [.contractBase, .compare, .failOn, .insecure],
        notes: """
            With --compare, it says what the other contract has and this one has not, and the other way round:
              understudy wsdl general --compare https://vendor.example/ws/general.asmx?WSDL
            Exit status 0 when nothing differs, 1 when something does.
            """)

    static let operations = CommandSpecification(
        "operations", "list what is emulated, from the tables that run it", options: [.json])

    static let health = CommandSpecification(
        "health", "tell whether a server is ready",
        operands: [Operand(name: "URL", isRequired: false, help: "the server's address; http://127.0.0.1:8080 when not given")],
        options: [.insecure],
        notes: "Exit status 0 when it is ready, 1 when it is not or does not answer.")

    static let expect = CommandSpecification(
        "expect", "verify what a running server was asked",
        options: [
            .operation, .account, .reason, .outcome, .system, .match, .site, .times, .within, .after, .adminURL, .adminToken,
            .adminTokenFile, .insecure,
        ],
        notes: """
            A shell test that a client tried a wrong old password exactly once:
              understudy expect --operation WEBWebUserChangePassword --reason wrong_password --times 1 --within 2s
            Exit status 0 when it holds; 1 when it does not, with what was seen on standard error; 2 for a wrong
            filter or site.
            """)

    static let account = CommandSpecification(
        "account", "look after the accounts of a running server",
        operands: [
            Operand(
                name: "ACTION", isRequired: true,
                help: AccountCommand.Action.allCases.map { "\($0.rawValue): \($0.help)" }.joined(separator: "\n"),
                choices: AccountCommand.Action.allCases.map(\.rawValue)),
            Operand(
                name: "ACCOUNT", isRequired: false,
                help: "its number, or a name: recno:82457, user_id:123, cons_id:1000121; for add a FILE,\nor - for standard input"),
        ],
        options: [
            .search, .accountStatus, .setField, .noPassword, .mustChange, .ownSite, .json, .adminURL, .adminToken, .adminTokenFile,
            .insecure,
        ],
        notes: """
            People and calling programs of all systems are accounts:
              understudy account add --set xweb.user_name=feed
              understudy account set-password user_name:feed <password.txt
            A password is typed at the terminal, or it is the first line of standard input. It never stands on a
            command line, which others can read. No rule for passwords is applied.
            Exit status 0 when it is done, 1 when it cannot be, 2 when the server refuses what was given.
            """)

    static let check = CommandSpecification(
        "check", "find everything that is wrong with fixtures or configuration files",
        operands: [
            Operand(name: "FILE", isRequired: false, help: "a fixtures or configuration file; several can be given", isRepeatable: true)
        ],
        options: [.format, .json, .printSchema],
        notes: """
            Each line of its output names file, line, column and place, and says what is wrong and what to write:
              fixtures.json:12:7: accounts[3].xweb.recnum: unknown member; did you mean "recno"?
            Exit status 0 when nothing is wrong, 1 when something is.
            """)

    static let export = CommandSpecification(
        "export", "write everything in a store to a file, beside its servers",
        options: [.dataDirectory, .database, .storeConnectTimeout, .exportOutput],
        notes: """
            The file has a line of JSON for each row, with hashes of passwords and digests of tokens, as they are
            at one moment. The same content gives the same file, whether it is in SQLite or in PostgreSQL:
              understudy export --data DIR | gzip >world.gz
            Exit status 0 when all of it is written, 1 when not.
            """)

    static let `import` = CommandSpecification(
        "import", "take an export into an empty store, or accounts from a CSV file",
        operands: [
            Operand(name: "FILE", isRequired: true, help: "what understudy export has written, or a CSV file; - for standard input")
        ],
        options: [.dataDirectory, .database, .storeConnectTimeout, .from, .mapping, .dryRun, .refused, .restart],
        notes: """
            What is wrong with the file is said with its line:
              world.jsonl:7: identity lacks "key"
            Servers may use a database meanwhile, but not a directory.
            An export is taken as a whole or not at all. Accounts from a CSV file come beside those that are there. If
            that is interrupted, the same command goes on where it ended:
              understudy import people.csv --from csv --mapping mapping.json --data DIR --refused refused.csv
            Exit status 0 when all of it is stored but for refused lines, 1 when not, or when a dry run finds some.
            """)

    static let backup = CommandSpecification(
        "backup", "copy a data directory to one file, beside its server", options: [.dataDirectory, .output],
        notes: """
            The file has all that was acknowledged before, is on the disk, and belongs to you alone (mode 600).
            understudy restore puts it back.
            Exit status 0 when it is written, 1 when not; then a file that was there is as it was.
            """)

    static let restore = CommandSpecification(
        "restore", "put a backup into a directory without a store",
        operands: [Operand(name: "FILE", isRequired: true, help: "what understudy backup has written")], options: [.dataDirectory],
        notes: "The backup is checked first. Exit status 0 when it is in place, 1 when nothing is.")

    static let manual = CommandSpecification(
        "manual", "print a page of the manual, for man",
        operands: [Operand(name: "COMMAND", isRequired: false, help: "what the page is about; the whole program when not given")],
        notes: """
            It has what --help says:
              understudy manual serve | man -l -
            """)

    static let completion = CommandSpecification(
        "completion", "print what completes command lines in bash",
        operands: [
            Operand(name: "SHELL", isRequired: false, help: Completion.shells.joined(separator: " or "), choices: Completion.shells)
        ],
        notes: """
            For the shell that is open:
              source <(understudy completion)
            """)

    static let version = CommandSpecification("version", "print name and version")

    static let all: [CommandSpecification] = [
        serve, check, export, `import`, backup, restore, record, scrub, replay, expect, account, wsdl, operations, health, manual,
        completion, version,
    ]
}
