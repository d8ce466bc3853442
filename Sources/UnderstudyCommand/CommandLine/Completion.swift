import Emulator

/// The completion of the command line in bash, made from the tables of commands and options.
enum Completion {
    /// The shells that it is for.
    static let shells = ["bash"]

    /// `understudy completion`: prints the script.
    static func run(_ arguments: Arguments) throws(CommandFailure) {
        if let shell = arguments.operands.first, !shells.contains(shell) {
            throw .usage("\(CommandSpecification.completion.name): there is completion for \(shells.joined(separator: " and ")) only")
        }
        Output.text(bash)
    }

    /// The script. It is read by bash, which then calls its function.
    static var bash: String {
        """
        # bash completion of understudy, printed by "understudy \(CommandSpecification.completion.name)"
        _understudy() {
            local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]} command=${COMP_WORDS[1]}
            local words= kind=none options=
            COMPREPLY=()
            if ((COMP_CWORD == 1)); then
                words="\((CommandSpecification.all.map(\.name) + [Help.name, "--help", "--version"]).joined(separator: " "))"
            else
                case $command in
        \(commands)
                esac
                case "$command $before" in
        \(values)
                *) case $word in -*) words=$options kind=none ;; esac ;;
                esac
            fi
            case $kind in
            files) compopt -o filenames; mapfile -t COMPREPLY < <(compgen -f -- "$word") ;;
            folders) compopt -o filenames; mapfile -t COMPREPLY < <(compgen -d -- "$word") ;;
            *) mapfile -t COMPREPLY < <(compgen -W "$words" -- "$word") ;;
            esac
        }
        complete -F _understudy understudy

        """
    }

    /// For each command its options, and what its operands are.
    private static var commands: String {
        let names = CommandSpecification.all.map(\.name).joined(separator: " ")
        let cases = CommandSpecification.all.map { command in
            let flags = command.options.filter(\.isFlag).map(\.flag) + ["--help"]
            let operand = command.operands.last.map { candidates(for: $0.name, commands: names) } ?? "words= kind=none"
            let choices = command.operands.first?.choices.joined(separator: " ") ?? ""
            let first = choices.isEmpty ? "" : "; ((COMP_CWORD == 2)) && words=\"\(choices)\""
            return "        \(command.name)) options=\"\(flags.joined(separator: " "))\" \(operand)\(first) ;;"
        }
        return (cases + ["        \(Help.name)) \(candidates(for: "COMMAND", commands: names)) ;;"]).joined(separator: "\n")
    }

    /// For each command and option with a value what the value may be.
    private static var values: String {
        CommandSpecification.all.flatMap { command in
            command.options.filter { $0.isFlag && !$0.isSwitch }.map { option in
                "        \"\(command.name) \(option.flag)\") \(candidates(for: option.value, commands: "")) ;;"
            }
        }.joined(separator: "\n")
    }

    /// Returns what completes a placeholder of the help: files, folders, commands, or the words that it consists of.
    private static func candidates(for placeholder: String, commands: String) -> String {
        switch placeholder {
        case "FILE": return "words= kind=files"
        case "DIR": return "words= kind=folders"
        case "COMMAND": return "words=\"\(commands)\" kind=none"
        default:
            let words = placeholder.split(separator: "|").filter { $0.allSatisfy { $0.isLowercase || $0.isNumber } }
            return "words=\"\(words.joined(separator: " "))\" kind=none"
        }
    }
}
