using Parley.Users;

namespace Parley.Presence;

/// <summary>Whether a user is there: the union of all devices that listen.</summary>
public enum PresenceState
{
    /// <summary>No device.</summary>
    Offline,

    /// <summary>Devices, and nobody at any of them.</summary>
    Away,
    Online,
}

/// <summary>A user as the devices of one frontend make them, or as all frontends together do.</summary>
/// <param name="Status">What the user says of themselves; null: nothing.</param>
[GenerateSerializer, Immutable, Alias("parley.presence.user")]
public sealed record UserPresence([Id(0)] string User, [Id(1)] PresenceState State, [Id(2)] UserStatus? Status);
