import Accounts
import Calls
import Emulator
import HTTP
import Operations
import Text

extension FaultCondition {
    /// Returns whether a call meets everything but the window.
    func isMet(by call: CallContext, _ users: UserService) -> Bool {
        terms.allSatisfy { term in
            if term.subject == .caller {
                let isIn = { (text: String) in IPNetwork(text)?.contains(call.request.clientAddress) == true }
                return !term.unwanted.contains(where: isIn) && (term.wanted.isEmpty || term.wanted.contains(where: isIn))
            }
            let values = Self.values(term.subject, of: call, users)
            let isOne = { (text: String) in values.contains { ASCII.equalsIgnoringCase($0, text) } }
            return !term.unwanted.contains(where: isOne) && (term.wanted.isEmpty || term.wanted.contains(where: isOne))
        }
    }

    private static func values(_ subject: Subject, of call: CallContext, _ users: UserService) -> [String] {
        let service = call.row?.service ?? call.service
        switch subject {
        case .system: return [service?.system.key].compactMap { $0 }
        case .service: return [service?.name].compactMap { $0 }
        case .operation: return JournalFilter.Subject.names(service?.system.key, service?.name, call.row?.name)
        case .action: return [call.row?.action.rawValue].compactMap { $0 }
        case .binding: return [call.binding?.rawValue].compactMap { $0 }
        case .account:
            guard let account = call.account else { return [] }
            return JournalView.names(of: account, try? users.store.person(account, in: call.site))
        case .caller: return [call.request.clientAddress]
        }
    }
}
