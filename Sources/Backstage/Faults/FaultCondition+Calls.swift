import Accounts
import Calls
import Emulator
import HTTP
import Operations
import Text

extension FaultCondition {
    /// Returns whether a call meets everything but the window.
    func isMet(by call: CallContext, _ users: UserService) -> Bool {
        isMet(by: call.request.clientAddress) { Self.values($0, of: call, users) }
    }

    /// Returns whether the call of a journal's entry meets everything but the window.
    func isMet(by facts: CallFacts, _ view: inout JournalView) -> Bool {
        isMet(by: facts.address) { subject in
            switch subject {
            case .system: JournalFilter.Subject.system.values(facts, &view)
            case .service: JournalFilter.Subject.service.values(facts, &view)
            case .operation: JournalFilter.Subject.operation.values(facts, &view)
            case .action: JournalFilter.Subject.action.values(facts, &view)
            case .binding: JournalFilter.Subject.binding.values(facts, &view)
            // An entry may name the account of the caller, which no rule knows in time.
            case .account: facts.row?.namesAccount == true ? JournalFilter.Subject.account.values(facts, &view) : []
            case .caller: [facts.address]
            }
        }
    }

    /// Returns whether a client's address and the values of the other subjects meet the terms.
    private func isMet(by address: String, _ values: (Subject) -> [String]) -> Bool {
        terms.allSatisfy { term in
            if term.subject == .caller {
                let isIn = { (text: String) in IPNetwork(text)?.contains(address) == true }
                return !term.unwanted.contains(where: isIn) && (term.wanted.isEmpty || term.wanted.contains(where: isIn))
            }
            let own = values(term.subject)
            let isOne = { (text: String) in own.contains { ASCII.equalsIgnoringCase($0, text) } }
            return !term.unwanted.contains(where: isOne) && (term.wanted.isEmpty || term.wanted.contains(where: isOne))
        }
    }

    private static func values(_ subject: Subject, of call: CallContext, _ users: UserService) -> [String] {
        let service = call.row?.service ?? call.service
        switch subject {
        case .system: return [service?.system.key].compactMap { $0 }
        case .service: return [service?.name].compactMap { $0 }
        case .operation: return CallNames.forms(service?.system.key, service?.name, call.row?.name)
        case .action: return [call.row?.action.rawValue].compactMap { $0 }
        case .binding: return [call.binding?.rawValue].compactMap { $0 }
        case .account:
            guard let account = call.account else { return [] }
            return JournalView.names(of: account, try? users.store.person(account, in: call.site))
        case .caller: return [call.request.clientAddress]
        }
    }
}
