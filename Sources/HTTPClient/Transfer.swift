import CCurl
import HTTP
import Text

/// One libcurl handle with the connections it keeps. Only one thread uses it at a time.
final class Transfer: @unchecked Sendable {
    private static let isReady = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK

    private let handle: UnsafeMutableRawPointer

    init?() {
        guard Self.isReady, let handle = curl_easy_init() else { return nil }
        self.handle = handle
    }

    deinit {
        curl_easy_cleanup(handle)
    }

    /// Sends one request and waits for its answer.
    func run(_ request: HTTPClientRequest, timeout: Duration, verifiesTLS: Bool) throws(HTTPClientError) -> HTTPResponse {
        // Forgets the previous request but keeps its connection.
        curl_easy_reset(handle)
        guard ["http://", "https://"].contains(where: { ASCII.lowercased(request.url).hasPrefix($0) }) else {
            throw Self.notAnAddress(request.url)
        }
        let list = FieldList(try Self.lines(of: request))
        set(CURLOPT_URL, request.url)
        set(CURLOPT_PROTOCOLS_STR, "http,https")
        set(CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_1_1)
        set(CURLOPT_PATH_AS_IS, 1)
        set(CURLOPT_NOSIGNAL, 1)
        set(CURLOPT_TIMEOUT_MS, Self.milliseconds(timeout))
        set(CURLOPT_SSL_VERIFYPEER, verifiesTLS ? 1 : 0)
        set(CURLOPT_SSL_VERIFYHOST, verifiesTLS ? 2 : 0)
        // A proxy named in the environment is not used for this machine's own addresses.
        if Self.isLoopback(request.url) { set(CURLOPT_NOPROXY, "*") }
        setMethod(of: request)
        understudy_curl_set_fields(handle, list.first)

        let answer = Answer()
        let context = Unmanaged.passUnretained(answer).toOpaque()
        understudy_curl_set_receivers(handle, Answer.takeLine, Answer.takeBody, context)
        var message = [CChar](repeating: 0, count: Int(CURL_ERROR_SIZE))
        let code = message.withUnsafeMutableBufferPointer { buffer in
            understudy_curl_set_error_buffer(handle, buffer.baseAddress)
            defer { understudy_curl_set_error_buffer(handle, nil) }
            return withExtendedLifetime((list, answer)) { curl_easy_perform(handle) }
        }
        guard code == CURLE_OK else {
            let reason = String(decoding: message.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
            throw Self.error(code, reason.isEmpty ? String(cString: curl_easy_strerror(code)) : reason, request.url, timeout)
        }
        return answer.response
    }

    private func set(_ option: CURLoption, _ value: Int) {
        understudy_curl_set_number(handle, option, value)
    }

    private func set(_ option: CURLoption, _ value: String) {
        understudy_curl_set_text(handle, option, value)
    }

    private func setMethod(of request: HTTPClientRequest) {
        if request.method == "HEAD" {
            set(CURLOPT_NOBODY, 1)
        } else if !request.body.isEmpty || ["POST", "PUT", "PATCH"].contains(request.method) {
            _ = (request.body + [0]).withUnsafeBytes { understudy_curl_set_body(handle, $0.baseAddress, request.body.count) }
        }
        set(CURLOPT_CUSTOMREQUEST, request.method)
    }

    private static func notAnAddress(_ url: String) -> HTTPClientError {
        .malformedRequest(reason: "'\(url)' is not an http or https address")
    }

    /// Returns the fields in libcurl's notation. Suppresses the fields that libcurl would add by itself.
    private static func lines(of request: HTTPClientRequest) throws(HTTPClientError) -> [String] {
        guard !request.method.isEmpty, request.method.utf8.allSatisfy(ASCII.isTokenByte) else {
            throw .malformedRequest(reason: "the method is not a token")
        }
        var lines: [String] = []
        for (name, value) in request.fields {
            guard !name.isEmpty, name.utf8.allSatisfy(ASCII.isTokenByte), HTTPFieldValue(value) != nil else {
                throw .malformedRequest(reason: "the field '\(name)' is malformed")
            }
            lines.append(value.isEmpty ? "\(name);" : "\(name): \(value)")
        }
        for name in ["Accept", "Expect", "User-Agent", "Content-Type"] {
            if !request.fields.contains(where: { ASCII.equalsIgnoringCase($0.name, name) }) { lines.append("\(name):") }
        }
        return lines
    }

    private static func milliseconds(_ duration: Duration) -> Int {
        let (seconds, attoseconds) = duration.components
        return max(1, Int(min(max(seconds, 0), 1_000_000)) * 1000 + Int(attoseconds / 1_000_000_000_000_000))
    }

    private static func isLoopback(_ url: String) -> Bool {
        let authority = url.drop { $0 != "/" }.drop { $0 == "/" }.prefix { $0 != "/" && $0 != "?" }
        return Authority(authority)?.isLoopback ?? false
    }

    private static func error(_ code: CURLcode, _ reason: String, _ url: String, _ timeout: Duration) -> HTTPClientError {
        switch code {
        case CURLE_URL_MALFORMAT: notAnAddress(url)
        case CURLE_COULDNT_CONNECT, CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY: .couldNotConnect(url: url, reason: reason)
        case CURLE_OPERATION_TIMEDOUT: .timedOut(url: url, after: timeout)
        case CURLE_SSL_CONNECT_ERROR, CURLE_PEER_FAILED_VERIFICATION: .untrusted(url: url, reason: reason)
        default: .noAnswer(url: url, reason: reason)
        }
    }
}

/// A list of lines in libcurl's form.
private final class FieldList {
    private(set) var first: UnsafeMutablePointer<curl_slist>?

    init(_ lines: [String]) {
        for line in lines { first = curl_slist_append(first, line) ?? first }
    }

    deinit {
        curl_slist_free_all(first)
    }
}
