using Microsoft.Extensions.Options;
using Parley.WebFrontend.Dashboard;
using Parley.WebFrontend.Presence;
using Parley.WebFrontend.Rooms;
using Parley.WebFrontend.Sessions;
using Parley.WebFrontend.Throttling;
using Parley.WebFrontend.Users;

namespace Parley.WebFrontend.Realtime;

/// <summary>What every raw socket, and every event stream, works with.</summary>
internal sealed partial class RawSocketServices(
    RoomCalls rooms, OwnCalls own, PresenceCalls presence, RoomNames names, Subscriptions subscriptions, Connections connections, AccessTokenValidator tokens,
    RoomReach reach, IThrottle throttle, IGrainFactory grains, IOptions<RealtimeOptions> options, FrontendMetrics metrics, TimeProvider clock, ILogger<RawSocket> logger)
{
    private readonly ILogger _logger = logger;

    public RoomCalls Rooms => rooms;

    public OwnCalls Own => own;

    public PresenceCalls Presence => presence;

    public RoomNames Names => names;

    public Subscriptions Subscriptions => subscriptions;

    public Connections Connections => connections;

    public AccessTokenValidator Tokens => tokens;

    public RoomReach Reach => reach;

    public IThrottle Throttle => throttle;

    public IGrainFactory Grains => grains;

    public IOptions<RealtimeOptions> Options => options;

    public FrontendMetrics Metrics => metrics;

    public TimeProvider Clock => clock;

    [LoggerMessage(4200, LogLevel.Warning, "A request of a raw socket failed; its outcome is not known.")]
    public partial void LogRequestFailed(Exception exception);
}
