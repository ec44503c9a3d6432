using Parley.Errors;
using Parley.Presence;
using Parley.WebFrontend.Realtime;
using Parley.WebFrontend.Throttling;
using Parley.WebFrontend.Users;

namespace Parley.WebFrontend.Presence;

/// <summary>What a connection may say and ask of who is there; the same for hub and socket.</summary>
public sealed class PresenceCalls(ListeningDevices devices, PresenceRefresh refresh, VisibleUsers visible, IThrottle throttle)
{
    /// <summary>Says whether somebody is at the device. Null: done.</summary>
    public async Task<Error?> Say(ClientConnection connection, string? state)
    {
        if (PresenceJson.StateOf(state) is not { } said)
        {
            return ErrorCatalog.InvalidField("state", "Must be online or away.");
        }

        if (await throttle.AcquireAsync(ThrottleScopes.Signals, connection.User.Id) is { } retryAfter)
        {
            return ThrottlingRegistration.TooSoon(retryAfter);
        }

        devices.SetAway(connection, said == PresenceState.Away);
        return null;
    }

    /// <summary>Looks at these users and at no others any more. Those whom the caller may not see are never there. Null: done.</summary>
    public async Task<Error?> Watch(ClientConnection connection, IReadOnlyList<string?>? users)
    {
        if (users is null)
        {
            return ErrorCatalog.InvalidField("users", "Send an array of user ids.");
        }

        if (await throttle.AcquireAsync(ThrottleScopes.Read, connection.User.Id) is { } retryAfter)
        {
            return ThrottlingRegistration.TooSoon(retryAfter);
        }

        if (refresh.Limit(users.Count) is { } refusal)
        {
            return refusal;
        }

        refresh.Look(connection, await visible.AmongAsync([.. users.OfType<string>().Distinct()], connection.User));
        return null;
    }
}
