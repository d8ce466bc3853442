import HTTP
import JSON
import XML

/// What the body of a message is, as far as a recording can hold it.
enum MessageBody {
    case none
    case xml(isLeaf: Bool)
    case json
    case form
    /// A short text, such as the number or the word with which a service answers.
    case scalar

    /// The greatest size of a body that is recorded, in bytes.
    static let limit = 1 << 20
    private static let scalarLimit = 256
    /// What gives values names, in one format or another.
    private static let markup = Array("<>{}[]=&:".utf8)

    /// Finds out what a body is. Throws if it is none of these, since nothing then says which of its values are secret.
    /// A message of an earlier recording may have placeholders in the place of numbers, which is no JSON.
    init(_ body: [UInt8], type: String?, isAnswer: Bool, hasPlaceholders: Bool) throws(Unrecordable) {
        guard !body.isEmpty else {
            self = .none
            return
        }
        guard body.count <= Self.limit else { throw .tooLarge }
        let media = type.flatMap { MediaType(parsing: $0) }
        let essence = media?.essence ?? ""
        let charset = media?.charset?.lowercased() ?? "utf-8"
        guard ["utf-8", "us-ascii", "ascii"].contains(charset) || body.allSatisfy({ $0 < 0x80 }) else { throw .notText }
        guard !body.contains(0), String(validating: body, as: UTF8.self) != nil else { throw .notText }
        let first = body.first { $0 > 0x20 }
        switch first {
        case UInt8(ascii: "<"):
            guard essence != "text/html", let root = (try? XMLDocument.parse(body, charset: "utf-8"))?.root else { throw .unread }
            self = .xml(isLeaf: !root.hasElementChildren)
        case _ where essence.hasPrefix("multipart/"): throw .unread
        // Before forms: some programs send JSON under the type of a form.
        case _ where essence.hasSuffix("json") || first == UInt8(ascii: "{") || first == UInt8(ascii: "["):
            guard hasPlaceholders || (try? JSON.parse(body, limits: .ownFile)) != nil else { throw .unread }
            self = .json
        case _ where essence == "application/x-www-form-urlencoded": self = .form
        default:
            let isPlain = body.allSatisfy { $0 < 0x80 && !Self.markup.contains($0) }
            guard isAnswer, isPlain, body.count <= Self.scalarLimit else { throw .unread }
            self = .scalar
        }
    }
}

/// Why an exchange is not written to a recording.
public enum Unrecordable: String, Error, CaseIterable, Sendable {
    /// It calls no operation that is known, such as a page or a contract.
    case noCall = "no call of a known operation"
    /// `--only` leaves the operation out.
    case leftOut = "left out"
    /// A body is larger than a recording holds.
    case tooLarge = "too large"
    /// A body is in an encoding other than UTF-8, or no text.
    case notText = "no UTF-8"
    /// A body is of a type whose values have no names, or it does not parse.
    case unread = "not readable"
    /// The journal has no messages of the call.
    case noMessages = "no messages in the journal"
    /// The journal listed the call, but dropped it before it could be read.
    case gone = "gone from the journal meanwhile"
    /// The journal has only the beginning of a body.
    case cut = "longer than the journal keeps"
    /// The journal hides a value that is neither a password nor a token.
    case hidden = "a value that the journal hides"
    /// A message has `{{` in it, which means something in a recording.
    case braces = "{{ in a message"
    /// The recording holds as many calls, or as many bytes, as it can.
    case full = "too many calls"
    /// The recording holds as many secrets as it can.
    case tooManySecrets = "too many secrets"
    /// The recording holds as many values of people as it can.
    case tooManyPeople = "too many values of people"
    /// A secret is part of the markup, so that the message without it is another one.
    case secretInMarkup = "a secret in the markup"

    /// Whether every later call is left out for the same reason.
    public var isEnd: Bool { [.full, .tooManySecrets, .tooManyPeople].contains(self) }
}
