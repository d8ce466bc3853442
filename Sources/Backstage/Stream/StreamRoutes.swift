import JSON

/// Returns the address for the journal as a stream.
func streamRoutes(_ world: AdministeredWorld) -> [AdminRoute] {
    [
        AdminRoute(
            .get, "/api/requests/stream",
            "The entries of answered calls as server-sent events: `request`, `gap` and `cleared`, and `world` for what the admin API did if the "
                + "filter does not pick it. Last-Event-ID resumes.",
            query: filterQuery, openQuery: openNames,
            answers: [
                .init(200, "The events, until the client goes.", .text(atMost: .max), type: "text/event-stream"), unknownSite,
                .init(503, "There are \(JournalListeners.limit) listeners already.", AdminError.shape),
            ]
        ) { call throws(AdminError) in
            guard let place = world.listeners.enter() else {
                throw AdminError(
                    status: 503, code: "too_many_streams", message: "there are \(JournalListeners.limit) listeners already; end one")
            }
            return .stream(try JournalStream(call, world, place))
        }
    ]
}
