using Microsoft.Extensions.Options;
using Parley.WebFrontend.Dashboard;
using Parley.WebFrontend.Presence;
using Parley.WebFrontend.Realtime;
using Parley.WebFrontend.Rooms;
using Parley.WebFrontend.Sessions;
using Parley.WebFrontend.Throttling;
using Parley.WebFrontend.Users;

namespace Parley.WebFrontend.Irc;

/// <summary>What every IRC connection works with.</summary>
internal sealed partial class IrcServices(
    IGrainFactory grains, RoomCalls rooms, RoomNames names, RoomPeople roomPeople, People people, VisibleUsers visible, OwnCalls own, PresenceCalls presence, PresenceRefresh presences,
    Subscriptions subscriptions, Connections connections, AccessTokenValidator tokens, PasswordSignIn passwords, SessionRevocations revocations, IThrottle throttle,
    IConfiguration configuration, IOptions<IrcOptions> options, IOptions<RealtimeOptions> realtime, FrontendMetrics metrics, TimeProvider clock, ILogger<IrcServices> logger)
{
    private readonly ILogger _logger = logger;

    public IGrainFactory Grains => grains;

    public RoomCalls Rooms => rooms;

    public RoomNames Names => names;

    public RoomPeople RoomPeople => roomPeople;

    public People People => people;

    public VisibleUsers Visible => visible;

    public OwnCalls Own => own;

    public PresenceCalls Presence => presence;

    public PresenceRefresh Presences => presences;

    public Subscriptions Subscriptions => subscriptions;

    public Connections Connections => connections;

    public AccessTokenValidator Tokens => tokens;

    public PasswordSignIn Passwords => passwords;

    public SessionRevocations Revocations => revocations;

    public IThrottle Throttle => throttle;

    public IrcOptions Options => options.Value;

    public RealtimeOptions Realtime => realtime.Value;

    public FrontendMetrics Metrics => metrics;

    public TimeProvider Clock => clock;

    /// <summary>Where the web client is, without a slash at the end; null: the operator has not said it.</summary>
    public string? PublicUrl { get; } = configuration["Parley:PublicUrl"]?.TrimEnd('/');

    [LoggerMessage(4600, LogLevel.Warning, "A command of an IRC client failed; its outcome is not known.")]
    public partial void LogCommandFailed(Exception exception);

    [LoggerMessage(4601, LogLevel.Information, "IRC clients may connect to {EndPoint}")]
    public partial void LogListening(string endPoint);

    [LoggerMessage(4602, LogLevel.Debug, "An IRC connection could not be served.")]
    public partial void LogNotServed(Exception exception);
}
