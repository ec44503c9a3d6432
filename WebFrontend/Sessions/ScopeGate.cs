using System.Collections.Frozen;
using Microsoft.AspNetCore.SignalR;
using Parley.Access;
using Parley.Errors;
using Parley.WebFrontend.Problems;
using Parley.WebFrontend.Realtime;

namespace Parley.WebFrontend.Sessions;

/// <summary>
/// Keeps bots' tokens to their scopes, for REST, hub and raw socket. What is not listed here no bot may: accounts, sessions, tokens of bots and the administration are for
/// people.
/// </summary>
internal static class ScopeGate
{
    /// <summary>Routes for bots; <c>me</c> and the root alone without what is below them.</summary>
    private static readonly PathString[] Open =
    [
        "/api/v1/rooms", "/api/v1/direct", "/api/v1/threads", "/api/v1/search", "/api/v1/uploads", "/api/v1/users", "/api/v1/invites", "/api/v1/limits",
        "/api/v1/me/rooms", "/api/v1/me/state", "/api/v1/me/status", "/api/v1/me/settings", "/api/v1/me/drafts", "/api/v1/me/scheduled", "/api/v1/sessions/ticket",
    ];

    private static readonly PathString Api = "/api";

    /// <summary>Hub methods and frame types that only read. A test holds both against what there is.</summary>
    private static readonly FrozenSet<string> Reads = FrozenSet.Create(
        nameof(ChatHub.Subscribe), nameof(ChatHub.SubscribeMany), nameof(ChatHub.Unsubscribe), nameof(ChatHub.WatchMe), nameof(ChatHub.WatchPresence),
        RawFrameTypes.Ping, RawFrameTypes.Subscribe, RawFrameTypes.Unsubscribe, RawFrameTypes.WatchMe, RawFrameTypes.WatchPresence);

    public static Task Invoke(HttpContext context, RequestDelegate next) =>
        CurrentUser.From(context.User) is { Scopes: not null } user && !MayRequest(user, context.Request)
            ? ErrorResults.WriteAsync(context, ErrorCatalog.Error(ErrorCatalog.ScopeMissing))
            : next(context);

    /// <summary>Null if the user may; else the refusal.</summary>
    /// <param name="call">Hub method or type of frame.</param>
    public static Error? Refuse(CurrentUser user, string call) =>
        user.Scopes is not { } scopes || scopes.HasFlag(Reads.Contains(call) ? TokenScopes.Read : TokenScopes.Write) ? null : ErrorCatalog.Error(ErrorCatalog.ScopeMissing);

    private static bool MayRequest(CurrentUser user, HttpRequest request)
    {
        if (SocketPaths.Contains(request.Path) || !request.Path.StartsWithSegments(Api))
        {
            return true; // what is said on the connection is looked at call by call
        }

        var isOpen = request.Path.Value!.TrimEnd('/') is "/api/v1" or "/api/v1/me" || Array.Exists(Open, open => request.Path.StartsWithSegments(open));
        var isRead = HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method) || request.Path.StartsWithSegments("/api/v1/sessions/ticket");
        return isOpen && user.Scopes!.Value.HasFlag(isRead ? TokenScopes.Read : TokenScopes.Write);
    }
}

/// <summary>The same for calls of the hub.</summary>
internal sealed class HubScopes : IHubFilter
{
    public ValueTask<object?> InvokeMethodAsync(HubInvocationContext context, Func<HubInvocationContext, ValueTask<object?>> next) =>
        ScopeGate.Refuse(HubConnection.Of(context.Context).User, context.HubMethod.Name) is { } refusal ? ValueTask.FromResult<object?>(HubAnswers.Refused(refusal)) : next(context);
}
