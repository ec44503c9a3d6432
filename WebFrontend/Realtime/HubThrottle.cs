using System.Collections.Frozen;
using Microsoft.AspNetCore.SignalR;
using Parley.WebFrontend.Throttling;

namespace Parley.WebFrontend.Realtime;

/// <summary>Counts hub calls, which no middleware sees. What a call does is counted in its own scope as well, where REST and socket count it.</summary>
internal sealed class HubThrottle(IThrottle throttle) : IHubFilter
{
    /// <summary>
    /// Methods by what they are counted as before they run; null: only by what they do. <see cref="ChatHub.SubscribeMany"/> counts each room,
    /// <see cref="ChatHub.Typing"/> drops signs that are too many, and to leave a room is never too much.
    /// </summary>
    public static readonly FrozenDictionary<string, string?> Scopes = new Dictionary<string, string?>
    {
        [nameof(ChatHub.Subscribe)] = ThrottleScopes.Calls,
        [nameof(ChatHub.SubscribeMany)] = null,
        [nameof(ChatHub.Unsubscribe)] = null,
        [nameof(ChatHub.Send)] = ThrottleScopes.Calls,
        [nameof(ChatHub.Edit)] = ThrottleScopes.Calls,
        [nameof(ChatHub.Delete)] = ThrottleScopes.Calls,
        [nameof(ChatHub.React)] = ThrottleScopes.Calls,
        [nameof(ChatHub.MarkRead)] = ThrottleScopes.Calls,
        [nameof(ChatHub.MarkUnread)] = ThrottleScopes.Calls,
        [nameof(ChatHub.WatchMe)] = ThrottleScopes.Calls,
        [nameof(ChatHub.Presence)] = ThrottleScopes.Calls,
        [nameof(ChatHub.WatchPresence)] = ThrottleScopes.Calls,
        [nameof(ChatHub.Typing)] = null,
    }.ToFrozenDictionary();

    public async ValueTask<object?> InvokeMethodAsync(HubInvocationContext context, Func<HubInvocationContext, ValueTask<object?>> next) =>
        Scopes[context.HubMethod.Name] is { } scope && await throttle.AcquireAsync(scope, HubConnection.Of(context.Context).User.Id) is { } retryAfter
            ? HubAnswers.Refused(ThrottlingRegistration.TooSoon(retryAfter))
            : await next(context);
}
