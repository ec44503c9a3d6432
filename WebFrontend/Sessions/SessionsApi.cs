using Parley.WebFrontend.Rest;
using Parley.WebFrontend.OpenId;
using Microsoft.Extensions.Options;
using Microsoft.AspNetCore.Http.HttpResults;
using Parley.Audit;
using Parley.Errors;
using Parley.Sessions;
using Parley.WebFrontend.Problems;
using Parley.WebFrontend.Throttling;
using Parley.WebFrontend.Wire;

namespace Parley.WebFrontend.Sessions;

/// <summary>Signing in and out over REST.</summary>
internal static class SessionsApi
{
    public static void MapSessions(this IEndpointRouteBuilder routes)
    {
        var sessions = routes.MapGroup("/sessions").WithTags("Sessions").RequireAuthorization();
        sessions.MapPost("", SignIn).AllowAnonymous().Throttled(ThrottleScopes.SignIn).AddEndpointFilter<RouteHandlerBuilder, SignInGuards>().Produces<TokensJson>(StatusCodes.Status201Created).WithName("signIn").WithSummary("Sign in by password");
        sessions.MapPost("/refresh", Refresh).AllowAnonymous().Produces<TokensJson>().WithName("refreshSession").WithSummary("Spend a refresh token for new tokens");
        sessions.MapGet("", List).Listed("createdAt", "lastSeenAt", "device", "current").WithName("getSessions").WithSummary("My sessions, newest first");
        sessions.MapDelete("", EndAll).Produces(StatusCodes.Status204NoContent).WithName("endSessions").WithSummary("End all my sessions, or all but this one");
        sessions.MapPost("/ticket", Ticket).Produces<TicketJson>(StatusCodes.Status201Created).WithName("getTicket").WithSummary("A ticket that opens one socket");
        sessions.MapDelete("/current", SignOut).WithName("signOut").WithSummary("End this session");
        sessions.MapDelete("/{id}", End).WithName("endSession").WithSummary("End one of my sessions");
        sessions.MapGet("/options", Options).AllowAnonymous().WithName("getSignInOptions").WithSummary("What a sign-in page may offer");
        sessions.MapDemo();
    }

    [Writes("SignedIn")]
    private static async Task<IResult> SignIn(SignInJson body, HttpContext context, IGrainFactory grains, IAudit audit)
    {
        if (Faults(body) is { } faults)
        {
            return ErrorResults.Problem(faults);
        }

        var byCookie = body.Cookie == true;
        if (byCookie && !SameOrigin.IsAllowed(context))
        {
            return ErrorResults.Problem(ErrorCatalog.Error(ErrorCatalog.CrossSite));
        }

        var open = new OpenSession(DeviceName.Of(body.Device, context.Request), byCookie ? SessionForm.Cookie : SessionForm.Tokens);
        var outcome = await grains.UserName(body.UserName!).SignIn(new SignIn(body.Password!, open));
        audit.Note(outcome.IsError
            ? new AuditEntry(AuditEvents.AuthnLoginFail) { Target = body.UserName, Refusal = outcome.Error.Code }
            : new AuditEntry(AuditEvents.AuthnLoginSuccess) { Actor = outcome.Value.User.Id, Target = outcome.Value.Session, Detail = "password" });
        return Answer(context, outcome);
    }

    /// <summary>A session in the form that was asked for, or why there is none.</summary>
    internal static IResult Answer(HttpContext context, Outcome<SignedIn> outcome)
    {
        if (outcome.IsError)
        {
            return NoStore(context, ErrorResults.Problem(outcome.Error)); // it may hold a ticket
        }

        return outcome.Value.Cookie is not null ? CreatedByCookie(context, outcome.Value) : NoStore(context, TypedResults.Created((string?)null, TokensJson.From(outcome.Value)));
    }

    private static async Task<IResult> Refresh(RefreshJson body, HttpContext context, IGrainFactory grains)
    {
        if (string.IsNullOrEmpty(body.RefreshToken))
        {
            return ErrorResults.Problem(ErrorCatalog.InvalidField("refreshToken", "Send the refresh token."));
        }

        if (!SessionToken.TryParse(body.RefreshToken, out var session, out var secret))
        {
            return ErrorResults.Problem(ErrorCatalog.Error(ErrorCatalog.SessionEnded));
        }

        var outcome = await grains.Session(session).Refresh(new RefreshSession(secret));
        return outcome.IsError ? ErrorResults.Problem(outcome.Error) : NoStore(context, TypedResults.Ok(TokensJson.From(outcome.Value)));
    }

    private static async Task<Ok<SessionJson[]>> List(CurrentUser me, IGrainFactory grains)
    {
        var sessions = await grains.User(me.Id).Sessions();
        return TypedResults.Ok(sessions.Select(session => SessionJson.From(session, me.Session)).ToArray());
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> SignOut(
        CurrentUser me, HttpContext context, IGrainFactory grains, SessionRevocations revocations)
    {
        SessionCookie.Clear(context);
        return await End(me.Session, me, grains, revocations);
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> End(
        string id, CurrentUser me, IGrainFactory grains, SessionRevocations revocations)
    {
        var outcome = await grains.User(me.Id).EndSession(id);
        if (outcome.IsError)
        {
            return ErrorResults.Problem(outcome.Error);
        }

        revocations.Revoke(id, outcome.Value); // here at once; elsewhere by the feed
        return TypedResults.NoContent();
    }

    /// <param name="except">Null, or <c>current</c>.</param>
    private static async Task<IResult> EndAll(string? except, CurrentUser me, HttpContext context, IGrainFactory grains, SessionRevocations revocations)
    {
        if (except is not (null or "current"))
        {
            return ErrorResults.Problem(ErrorCatalog.InvalidField("except", "Must be current, or left out."));
        }

        if (except is null)
        {
            SessionCookie.Clear(context);
        }

        foreach (var ended in await grains.User(me.Id).EndSessions(except is null ? null : me.Session))
        {
            revocations.Revoke(ended.Session, ended.Until); // here at once; elsewhere by the feed
        }

        return TypedResults.NoContent();
    }

    private static async Task<IResult> Ticket(CurrentUser me, HttpContext context, IGrainFactory grains)
    {
        var ticket = await grains.Session(me.Session).Ticket();
        return ticket.IsError
            ? ErrorResults.Problem(ticket.Error)
            : NoStore(context, TypedResults.Created((string?)null, new TicketJson(ticket.Value.Ticket, (long)ticket.Value.ExpiresIn.TotalSeconds)));
    }

    private static async Task<Ok<SignInOptionsJson>> Options(IHostEnvironment environment, IGrainFactory grains, IOptions<OpenIdOptions> openId)
    {
        var policy = await grains.SignUp().Policy();
        return TypedResults.Ok(new SignInOptionsJson(
            policy.Mode.ToString().ToLowerInvariant(), environment.IsDevelopment(), policy.NeedsEmail, policy.CanSendEmail, policy.CanSendSms,
            [.. openId.Value.Providers.Select(provider => new ProviderJson(provider.Key, provider.Value.Name ?? provider.Key))]));
    }

    internal static IResult CreatedByCookie(HttpContext context, SignedIn signedIn)
    {
        SessionCookie.Set(context, signedIn.Cookie!);
        return NoStore(context, TypedResults.Created((string?)null, CookieSessionJson.From(signedIn)));
    }

    /// <summary>Missing fields only: what is wrong with a name or a password is not said to who signs in.</summary>
    private static Error? Faults(SignInJson body)
    {
        var faults = new Dictionary<string, string[]>();
        if (string.IsNullOrEmpty(body.UserName))
        {
            faults["userName"] = ["Send the user name."];
        }

        if (string.IsNullOrEmpty(body.Password))
        {
            faults["password"] = ["Send the password."];
        }

        if (DeviceName.Fault(body.Device) is { } fault)
        {
            faults["device"] = [fault];
        }

        return faults.Count == 0 ? null : ErrorCatalog.Error(ErrorCatalog.Invalid) with { Fields = faults };
    }

    private static IResult NoStore(HttpContext context, IResult result)
    {
        context.Response.Headers.CacheControl = "no-store";
        return result;
    }
}
