using Parley.Users;
using Parley.WebFrontend.Presence;
using Parley.WebFrontend.Realtime;
using Parley.WebFrontend.Sessions;

namespace Parley.WebFrontend.Users;

/// <summary>What a signed-in user may do with what is their own; the same for REST, hub and socket.</summary>
public sealed class OwnCalls(IGrainFactory grains, PresenceReports presence)
{
    /// <summary>The state as it is now.</summary>
    public Task<OwnState> State(CurrentUser me) => grains.User(me.Id).OwnState();

    /// <summary>Has the connection hear of all changes, and answers with the state that they go on from.</summary>
    public async Task<OwnState> Listen(ClientConnection connection)
    {
        await presence.ListenAsync(connection); // first: what changes in between comes twice rather than never
        return await State(connection.User);
    }
}
