import Calls
import HTTP

/// The messages of a call as they arrived, until somebody reads the entry.
///
/// The journal has thousands of entries, and each new one takes the place of an old one. So they are few pieces of memory, none of them
/// large: the bodies as they are, and all the rest in one. What the call itself was made of is freed at once, while the processor still
/// has it at hand.
struct KeptMessages: Sendable {
    /// The target, the fields of the request, and those of the answer.
    private let heads: [UInt8]
    private let targetEnd: Int
    private let requestEnd: Int
    private let body: [UInt8]
    /// The body of the answer. Nil if that is a document, which is the same for everybody.
    private let answerBody: [UInt8]?
    private let status: Int

    /// Keeps the messages of a call. Nil if one of the bodies is long.
    init?(_ call: CallContext, _ response: HTTPResponse) {
        body = call.request.body
        answerBody = response.sharedBody == nil ? response.body : nil
        guard body.count <= MaskedExchange.bodyLimit, (answerBody?.count ?? 0) <= MaskedExchange.bodyLimit else { return nil }
        status = response.status
        var target = call.request.path
        if let query = call.request.query { target += "?\(query)" }
        let targetEnd = target.utf8.count
        let requestEnd = targetEnd + call.request.fields.packedCount
        let end = requestEnd + response.fields.packedCount
        heads = [UInt8](unsafeUninitializedCapacity: end) { buffer, count in
            let memory = UnsafeMutableRawBufferPointer(buffer)
            target.withUTF8 { memory.copyBytes(from: $0) }
            call.request.fields.pack(into: UnsafeMutableRawBufferPointer(rebasing: memory[targetEnd..<requestEnd]))
            response.fields.pack(into: UnsafeMutableRawBufferPointer(rebasing: memory[requestEnd..<end]))
            count = end
        }
        (self.targetEnd, self.requestEnd) = (targetEnd, requestEnd)
    }

    /// The size in bytes.
    var size: Int { heads.count + body.count + (answerBody?.count ?? 0) }

    /// Returns the request. The facts are those of the call.
    func request(of facts: CallFacts) -> HTTPRequest {
        let target = String(decoding: heads[..<targetEnd], as: UTF8.self)
            .split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        return HTTPRequest(
            method: facts.method, path: target[0], query: target.count > 1 ? target[1] : nil, fields: fields(targetEnd..<requestEnd),
            body: body, clientAddress: facts.address)
    }

    /// The answer.
    var answer: HTTPResponse {
        var answer = HTTPResponse(status: status, fields: fields(requestEnd..<heads.count), body: answerBody ?? [])
        if answerBody == nil { answer.shareBody() }
        return answer
    }

    private func fields(_ range: Range<Int>) -> HTTPFields {
        heads.withUnsafeBytes { HTTPFields(packed: UnsafeRawBufferPointer(rebasing: $0[range])) }
    }
}
