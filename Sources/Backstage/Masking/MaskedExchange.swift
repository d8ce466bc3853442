import Accounts
import Calls
import Emulator
import HTTP
import JSON
import Masking
import Operations
import Text
import XML

/// A request with its answer as the journal shows them: without secrets.
struct MaskedExchange: Sendable {
    /// A message without its first line.
    struct Message: Sendable {
        var fields: [(name: String, value: String)]
        /// The body, or nil if it is not of a type that can be shown.
        var body: String?
        var type: String?
        /// The size of the body in bytes.
        let size: Int
        /// The greatest length of the body in bytes. Masks may make it longer than it was.
        let limit: Int
        /// Whether only the beginning of the body is kept.
        var isCut = false
    }

    /// The greatest length of a body in bytes that is read and kept. Of a longer one, only the beginning is looked at: anybody can send
    /// megabytes, and the call is not answered before they are masked.
    static let bodyLimit = 64 << 10
    /// The same for a body that the service could not read.
    static let unreadLimit = 8 << 10

    /// The method, or a mark if it is none of HTTP.
    let method: String
    var path: String
    var query: String?
    var request: Message
    var response: Message
    var arguments: [GivenArgument] = []
    var notices: [CallNotice] = []

    /// Masks the messages of a call. `users` finds tokens. `earlier` is the change that it repeats.
    init(
        _ call: CallFacts, _ request: HTTPRequest, _ answer: HTTPResponse, _ users: UserService,
        repeating earlier: UnansweredChanges.Earlier? = nil
    ) {
        let names = SecretNames(of: call.row)
        let known = KnownNames.ofAllSystems
        let requestNames = SecretNames(of: call.row, hidingAllBut: known, nestsByDots: call.binding == .rest)
        let isLong = request.body.count > Self.bodyLimit
        // What nobody could read may be anything, such as a password in front of a broken tag.
        let isRead = call.outcome == .ok || call.row != nil && !isLong && BodyKind(request).canRead(request.body)
        let losesValues = !isRead
        var hidden = HiddenTexts()
        method = MethodMask.mask(request.method)
        path = PathMask.mask(request.path)
        self.request = Self.message(request.fields, request.body, requestNames, losesValues: losesValues, &hidden)
        // A shared body is a document, such as a contract. It is the same for everybody and has no values.
        let isDocument = answer.sharedBody != nil
        response = Self.message(answer.fields, isDocument ? nil : answer.body, names, losesValues: isLong, &hidden)
        query = request.query.map { text in
            var form = FormMask(requestNames, losesValues: losesValues)
            let masked = form.mask(Array(text.utf8))
            hidden.add(form.hidden)
            return String(decoding: masked, as: UTF8.self)
        }
        if !isLong, let row = call.row, let binding = call.binding {
            (arguments, notices) = ArgumentReader(row: row, binding: binding, request: request, names: requestNames).read()
        }
        notices += CallNotice.ofSessions(call) + CallNotice.ofRetry(earlier)
        if let row = call.row, let binding = call.binding { notices += CallNotice.ofVersion(row, binding) }
        var secrets = SecretValues()
        for secret in hidden.secrets { secrets.add(secret) }
        for argument in arguments { argument.secret.map { secrets.add($0) } }
        maskUnknownName(call, &secrets)
        // Values of undeclared names come last, so that many of them leave no declared secret out. A short one is often a plain number,
        // and some clients repeat the action in a header block. A name is masked only as a whole word, for it may be a part of others.
        for value in hidden.values where value.utf8.count >= SecretValues.longLength && !known.has(action: value) { secrets.add(value) }
        for name in hidden.names where name.utf8.count >= SecretValues.longLength { secrets.add(name, onlyAlone: true) }
        var tokens = TokenMask(users, in: [call.site])
        apply { tokens.masked(secrets.masked($0)) }
        self.request.cut()
        response.cut()
    }

    /// Masks the name of an account in a call that found none. People type passwords into name fields.
    private mutating func maskUnknownName(_ call: CallFacts, _ secrets: inout SecretValues) {
        guard call.reason == .unknownAccount || call.outcome != .ok && call.account == nil && call.row?.accountParameter != nil else {
            return
        }
        let named = call.row?.accountParameter?.name
        for index in arguments.indices where named == nil || arguments[index].name == named {
            arguments[index].value.map { secrets.add($0) }
        }
    }

    private mutating func apply(_ mask: (String) -> String) {
        path = mask(path)
        query = query.map(mask)
        notices = notices.map { CallNotice(code: $0.code, text: mask($0.text)) }
        for index in arguments.indices {
            arguments[index].value = arguments[index].value.map(mask)
            arguments[index].secret = nil
        }
        request.apply(mask)
        response.apply(mask)
    }

    /// An estimate of the memory that it takes, in bytes.
    var weight: Int {
        var weight = path.utf8.count + (query?.utf8.count ?? 0) + request.weight + response.weight
        for argument in arguments { weight += 64 + (argument.value?.utf8.count ?? 0) }
        return weight
    }
}

extension KnownNames {
    /// What the tables of all systems declare.
    static let ofAllSystems = KnownNames(Catalogue.services.flatMap(\.operations))
}

extension MaskedExchange {
    private static func message(
        _ fields: HTTPFields, _ body: [UInt8]?, _ names: SecretNames, losesValues: Bool, _ hidden: inout HiddenTexts
    ) -> Message {
        var header = HeaderMask(names)
        let shown = fields.all.map { field in (name: header.mask(name: field.name), value: header.mask(field.name, field.value)) }
        hidden.add(header.hidden)
        let type = fields.first("Content-Type")
        var text: String?
        let limit = losesValues ? unreadLimit : bodyLimit
        let kept = body.map { $0.prefix(limit) }
        if let body = kept.map({ Array($0) }), !body.isEmpty {
            let masked: [UInt8]?
            switch BodyKind(type: type, body) {
            case .xml:
                var mask = XMLMask(names, losesValues: losesValues)
                masked = mask.mask(body)
                hidden.add(mask.hidden)
            case .json:
                var mask = JSONMask(names, losesValues: losesValues)
                masked = mask.mask(body)
                hidden.add(mask.hidden)
            case .form:
                var mask = FormMask(names, losesValues: losesValues, keepsLoneNames: false)
                masked = mask.mask(body)
                hidden.add(mask.hidden)
            case .text: masked = losesValues || names.hidesUndeclared ? nil : body
            case .other: masked = nil
            }
            text = masked.map { String(decoding: $0, as: UTF8.self) }
        }
        let shownType = shown.first { ASCII.equalsIgnoringCase($0.name, "Content-Type") }?.value
        return Message(fields: shown, body: text, type: shownType, size: body?.count ?? 0, limit: limit, isCut: kept?.count != body?.count)
    }

    /// The kinds of bodies that can be masked.
    private enum BodyKind {
        case xml
        case json
        case form
        case text
        case other

        init(_ request: HTTPRequest) {
            self.init(type: request.fields.first("Content-Type"), request.body)
        }

        init(type: String?, _ body: [UInt8]) {
            let essence = type.flatMap { MediaType(parsing: $0) }?.essence ?? ""
            if essence.hasSuffix("xml") {
                self = .xml
            } else if essence.hasSuffix("json") {
                self = .json
            } else if essence == "application/x-www-form-urlencoded" {
                self = .form
            } else if essence == "text/plain" {
                self = .text
            } else {
                // Without a type, or with a wrong one, its first byte says what it is.
                switch body.first(where: { $0 > 0x20 }) {
                case UInt8(ascii: "<") where essence != "text/html": self = .xml
                case UInt8(ascii: "{") where essence.isEmpty, UInt8(ascii: "[") where essence.isEmpty: self = .json
                default: self = .other
                }
            }
        }

        /// Returns whether a body is of this kind, so that its values have names.
        func canRead(_ body: [UInt8]) -> Bool {
            if body.isEmpty { return true }
            switch self {
            case .xml: return (try? XMLDocument.parse(body)) != nil
            case .json: return (try? JSON.parse(body)) != nil
            case .form: return true
            case .text, .other: return false
            }
        }
    }
}

extension MaskedExchange.Message {
    fileprivate mutating func apply(_ mask: (String) -> String) {
        fields = fields.map { ($0.name, mask($0.value)) }
        body = body.map(mask)
        type = type.map(mask)
    }

    /// Keeps the beginning of a long body.
    fileprivate mutating func cut() {
        guard let whole = body.map({ Array($0.utf8) }), whole.count > limit else { return }
        // No character is cut in two.
        let end = whole[...limit].lastIndex { $0 & 0xC0 != 0x80 } ?? 0
        body = String(decoding: whole[..<end], as: UTF8.self)
        isCut = true
    }

    fileprivate var weight: Int {
        fields.reduce((body?.utf8.count ?? 0) + 64) { $0 + $1.name.utf8.count + $1.value.utf8.count + 64 }
    }

    var jsonMembers: [JSON.Member] {
        var members = [
            JSON.Member("headers", .array(fields.map { .array([.string($0.name), .string($0.value)]) })),
            JSON.Member("size", .number(size)),
        ]
        if let type { members.append(.init("type", .string(type))) }
        if let body { members.append(.init("body", .string(body))) }
        if size > 0 { members.append(.init("cut", .bool(isCut))) }
        return members
    }
}
