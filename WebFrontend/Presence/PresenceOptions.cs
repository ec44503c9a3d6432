using Microsoft.Extensions.Options;
using Parley.Settings;

namespace Parley.WebFrontend.Presence;

/// <summary>Who is there, and who has read what. Section <c>Parley:Presence</c>.</summary>
public sealed class PresenceOptions
{
    public const string Section = "Parley:Presence";

    /// <summary>How soon those who look see that somebody came or went. Each frontend asks once in this time for all users that anybody there looks at.</summary>
    public TimeSpan RefreshEvery { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>Users that one connection may look at.</summary>
    public int MaxWatched { get; set; } = 500;

    /// <summary>Members of a room up to which they are named in its presence; a larger room has numbers alone.</summary>
    public int MaxNamedMembers { get; set; } = 200;

    /// <summary>Members of a room up to which it is told who has seen a message. 0: nowhere.</summary>
    public int MaxReceiptMembers { get; set; } = 50;

    internal sealed class Validator : IValidateOptions<PresenceOptions>
    {
        public ValidateOptionsResult Validate(string? name, PresenceOptions options) => new SettingFaults(Section)
            .Require(options.RefreshEvery >= TimeSpan.FromMilliseconds(100) && options.RefreshEvery <= TimeSpan.FromMinutes(5), nameof(RefreshEvery), options.RefreshEvery, "from 00:00:00.1 to 00:05:00")
            .Require(options.MaxWatched is >= 1 and <= 10_000, nameof(MaxWatched), options.MaxWatched, "from 1 to 10000")
            .Require(options.MaxNamedMembers is >= 0 and <= 1000, nameof(MaxNamedMembers), options.MaxNamedMembers, "from 0 to 1000")
            .Require(options.MaxReceiptMembers is >= 0 and <= 500, nameof(MaxReceiptMembers), options.MaxReceiptMembers, "from 0 (nowhere) to 500")
            .Result;
    }
}
