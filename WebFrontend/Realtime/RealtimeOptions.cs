using Microsoft.Extensions.Options;
using Parley.Settings;
using Parley.WebFrontend.Sessions;

namespace Parley.WebFrontend.Realtime;

/// <summary>Limits of connections and of what goes out on them. Section <c>Parley:Realtime</c>.</summary>
public sealed class RealtimeOptions
{
    public const string Section = "Parley:Realtime";

    /// <summary>Connections of this frontend, hub and socket together. 0: unlimited.</summary>
    public int MaxConnections { get; set; } = 100_000;

    /// <summary>Connections of one user to this frontend. 0: unlimited.</summary>
    public int MaxConnectionsPerUser { get; set; } = 100;

    /// <summary>Rooms that one connection may be subscribed to.</summary>
    public int MaxSubscriptions { get; set; } = 2000;

    /// <summary>Rooms of one request to subscribe to many.</summary>
    public int MaxRoomsPerRequest { get; set; } = 1000;

    /// <summary>Largest frame or hub message from a client, in bytes.</summary>
    public int MaxFrameBytes { get; set; } = 64 * 1024;

    /// <summary>Time for the first frame of a socket that did not sign in while connecting.</summary>
    public TimeSpan AuthTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Requests of one socket whose answers have not been sent yet; beyond it the socket is not read.</summary>
    public int MaxRequestsInFlight { get; set; } = 32;

    /// <summary>Frames that are not of the contract before the socket is closed.</summary>
    public int MaxMalformedFrames { get; set; } = 20;

    /// <summary>Batches of events that may wait for one connection; beyond it they are dropped and the reader is told where the gap begins.</summary>
    public int MaxQueuedBatches { get; set; } = 1024;

    /// <summary>The same in bytes.</summary>
    public int MaxQueuedBytes { get; set; } = 1024 * 1024;

    /// <summary>
    /// After events went out to the readers of a room, the next ones wait this long for each reader, those at other frontends included (100 readers: 40 ms), so that one write to a
    /// reader holds several. The first after a pause never waits. 0: none waits.
    /// </summary>
    public TimeSpan PacePerReader { get; set; } = TimeSpan.FromMilliseconds(0.4);

    /// <summary>The longest of these pauses.</summary>
    public TimeSpan MaxPace { get; set; } = TimeSpan.FromMilliseconds(40);

    /// <summary>A reader that does not even take the news of its gap for this long is disconnected.</summary>
    public TimeSpan SlowReaderTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Pause between pings of the raw socket; without an answer for as long again it is closed.</summary>
    public TimeSpan KeepAlive { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Longest pause between two renewals of attachments; the shortest is half of it.</summary>
    public TimeSpan RenewEvery { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>A room that nobody looks at is let go after this long.</summary>
    public TimeSpan DetachAfter { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>How long a subscriber waits for a room to be attached.</summary>
    public TimeSpan AttachTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Clients that are sent away are told to come back after a random time up to this.</summary>
    public TimeSpan ReconnectSpread { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Origins (e.g. <c>https://chat.example</c>) whose pages may open connections, by cookie or token, beside the server's own. Programs that send no
    /// Origin are not asked.
    /// </summary>
    [SettingExample("https://app.example.org")]
    public IList<string> AllowedOrigins { get; } = [];

    internal sealed class Validator : IValidateOptions<RealtimeOptions>
    {
        public ValidateOptionsResult Validate(string? name, RealtimeOptions o) => new SettingFaults(Section)
            .Require(o.MaxConnections >= 0, nameof(MaxConnections), o.MaxConnections, "0 (unlimited) or more")
            .Require(o.MaxConnectionsPerUser >= 0, nameof(MaxConnectionsPerUser), o.MaxConnectionsPerUser, "0 (unlimited) or more")
            .Require(o.MaxSubscriptions > 0, nameof(MaxSubscriptions), o.MaxSubscriptions, "at least 1")
            .Require(o.MaxRoomsPerRequest > 0, nameof(MaxRoomsPerRequest), o.MaxRoomsPerRequest, "at least 1")
            .Require(o.MaxFrameBytes >= 1024, nameof(MaxFrameBytes), o.MaxFrameBytes, "at least 1024")
            .Require(o.AuthTimeout > TimeSpan.Zero, nameof(AuthTimeout), o.AuthTimeout, "positive")
            .Require(o.MaxRequestsInFlight > 0, nameof(MaxRequestsInFlight), o.MaxRequestsInFlight, "at least 1")
            .Require(o.MaxMalformedFrames > 0, nameof(MaxMalformedFrames), o.MaxMalformedFrames, "at least 1")
            .Require(o.MaxQueuedBatches > 0, nameof(MaxQueuedBatches), o.MaxQueuedBatches, "at least 1")
            .Require(o.MaxQueuedBytes > 0, nameof(MaxQueuedBytes), o.MaxQueuedBytes, "at least 1")
            .Require(o.PacePerReader >= TimeSpan.Zero, nameof(PacePerReader), o.PacePerReader, "00:00:00 (no pause) or more")
            .Require(o.MaxPace >= TimeSpan.Zero && o.MaxPace <= TimeSpan.FromSeconds(1), nameof(MaxPace), o.MaxPace, "from 00:00:00 to 00:00:01")
            .Require(o.SlowReaderTimeout > TimeSpan.Zero, nameof(SlowReaderTimeout), o.SlowReaderTimeout, "positive")
            .Require(o.KeepAlive > TimeSpan.Zero, nameof(KeepAlive), o.KeepAlive, "positive")
            .Require(o.RenewEvery >= TimeSpan.FromSeconds(1) && o.RenewEvery <= TimeSpan.FromMinutes(1), nameof(RenewEvery), o.RenewEvery, "from 00:00:01 to 00:01:00")
            .Require(o.DetachAfter > TimeSpan.Zero, nameof(DetachAfter), o.DetachAfter, "positive")
            .Require(o.AttachTimeout > TimeSpan.Zero, nameof(AttachTimeout), o.AttachTimeout, "positive")
            .Require(o.ReconnectSpread > TimeSpan.Zero, nameof(ReconnectSpread), o.ReconnectSpread, "positive")
            .Require(
                o.AllowedOrigins.All(origin => Origins.Read(origin) is not null), nameof(AllowedOrigins), string.Join(", ", o.AllowedOrigins),
                "origins: scheme, host and port alone, such as https://chat.example")
            .Result;
    }
}
