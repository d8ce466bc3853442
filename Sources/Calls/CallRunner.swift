import Accounts
public import HTTP
public import Operations

/// Takes a call through its steps, in all bindings: read, admit, run, write. All errors are caught here and nowhere
/// else.
///
/// It is inlinable, so that a system's module compiles it for its own bindings. The unspecialized version takes
/// thousands of instructions more for each call.
public enum CallRunner {
    /// Answers a call. Work that takes time is left for a thread that may wait.
    @inlinable
    public static func answer<Binding: CallBinding>(_ context: CallContext, by binding: Binding) -> HTTPAnswer {
        if context.lanes == .remoteStore, binding.readsStore { return readingLater(context, by: binding) }
        let reading: Binding.Admission.Reading
        do {
            reading = try binding.read(context)
        } catch {
            return .now(end(error, nil, nil, context, by: binding))
        }
        let admission = binding.admission
        let cost = admission.cost(of: reading, context)
        let possibleWait = context.lanes.wait(
            for: cost, hashing: admission.hashing(reading, context), expected: admission.costWithoutHash(of: reading, context))
        if let tried = possibleWait?.tried { context.tries(tried) }
        if context.interceptor != nil {
            if let wait = possibleWait, context.lanes == .remoteStore, context.isAccountIntercepted {
                return .later(for: wait, busy: { binding.write(.busy, of: reading, by: nil, context) }) {
                    context.begin()
                    return runWithAccount(reading, cost, context, by: binding)
                }
            }
            return intercepted(reading, possibleWait, context, by: binding)
        }
        guard var wait = possibleWait else { return .now(run(reading, context, by: binding)) }
        if wait.lane == .reading { wait.early = admission.earlyReading(for: reading, context) }
        return .later(for: wait, busy: { binding.write(.busy, of: reading, by: nil, context) }) {
            context.begin()
            if context.lanes == .remoteStore { findAccount(reading, cost, context, by: binding) }
            return run(reading, context, by: binding)
        }
    }

    /// Returns the answer to a call that cannot be read without the store, which is remote. What the call costs is not
    /// known before it is read, so it waits where any work may be done.
    @usableFromInline
    static func readingLater<Binding: CallBinding>(_ context: CallContext, by binding: Binding) -> HTTPAnswer {
        .later(for: .hashing, busy: { binding.write(.busy, of: nil, by: nil, context) }) {
            context.begin()
            do {
                let reading = try binding.read(context)
                return runWithAccount(reading, binding.admission.cost(of: reading, context), context, by: binding)
            } catch {
                return end(error, nil, nil, context, by: binding)
            }
        }
    }

    /// Runs a call over a remote store on a thread that may wait, with what the interceptor decides once the account is known.
    @usableFromInline
    static func runWithAccount<Binding: CallBinding>(
        _ reading: Binding.Admission.Reading, _ cost: Cost, _ context: CallContext, by binding: Binding
    ) -> HTTPResponse {
        findAccount(reading, cost, context, by: binding)
        return context.interceptor == nil ? run(reading, context, by: binding) : interceptedNow(reading, context, by: binding)
    }

    /// Tells the context the account whose password is tried, if a remote store was not asked before and an observer or the interceptor
    /// wants to know. What the call is going to read is read now, so that finding the account costs no round trip of its own.
    @usableFromInline
    static func findAccount<Binding: CallBinding>(
        _ reading: Binding.Admission.Reading, _ cost: Cost, _ context: CallContext, by binding: Binding
    ) {
        guard cost.contains(.hashes), context.isAccountWanted || context.isAccountIntercepted else { return }
        if let early = binding.admission.earlyReading(for: reading, context), !early.perform() { return }
        context.tries(binding.admission.hashing(reading, context).tried)
    }

    @inlinable
    static func run<Binding: CallBinding>(
        _ reading: Binding.Admission.Reading, _ context: CallContext, by binding: Binding
    ) -> HTTPResponse {
        let admission = binding.admission
        let call: Binding.Admission.Call
        do {
            call = try admission.admit(reading, context)
        } catch {
            return end(error, reading, nil, context, by: binding)
        }
        context.admitted()
        do {
            let result = try admission.run(reading, by: call)
            guard !context.isOutdated else { return end(Outdated(), reading, call, context, by: binding) }
            return binding.write(result, of: reading, by: call, context)
        } catch {
            return end(error, reading, call, context, by: binding)
        }
    }

    /// Returns the answer to a call that ends with an error. Every error that is not a refusal is an internal failure.
    @usableFromInline
    static func end<Binding: CallBinding>(
        _ error: any Error, _ reading: Binding.Admission.Reading?, _ call: Binding.Admission.Call?, _ context: CallContext,
        by binding: Binding
    ) -> HTTPResponse {
        // Whatever it met in a site that is being deleted says nothing about the site that it asked for.
        let error: any Error = reading != nil && context.isOutdated ? StoreError.siteGone : error
        if failureCode(of: error) == .busy {
            context.fails(by: error)
            return binding.write(.busy, of: reading, by: call, context)
        }
        if let call { binding.admission.ended(call) }
        guard let refusal = error as? any CallRefusal else {
            context.fails(by: error)
            return binding.write(.failed, of: reading, by: call, context)
        }
        if context.row?.isEmulated == false, refusal.outcome == .refused {
            context.ends(.unknown, .notEmulated, because: refusal.reason)
        } else {
            context.ends(refusal.outcome, refusal.reasonCode, because: refusal.reason)
        }
        return binding.write(.refused(refusal), of: reading, by: call, context)
    }
}

/// The call's site was replaced meanwhile.
@usableFromInline
struct Outdated: Error {
    @usableFromInline
    init() {}
}
