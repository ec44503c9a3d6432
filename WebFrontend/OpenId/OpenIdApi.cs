using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using Parley.Audit;
using Parley.Errors;
using Parley.OpenId;
using Parley.Sessions;
using Parley.WebFrontend.Problems;
using Parley.WebFrontend.Sessions;
using Parley.WebFrontend.SignUp;
using Parley.WebFrontend.Throttling;

namespace Parley.WebFrontend.OpenId;

/// <summary>Who is about to choose a name.</summary>
public sealed record PendingIdentityJson(string Provider, string UserName, string? DisplayName);

/// <summary>Body of <c>POST /openid/sign-up</c>.</summary>
public sealed record ExternalSignUpJson(string? UserName, string? DisplayName, string? Invite);

/// <summary>An identity of the signed-in user at a provider.</summary>
public sealed record ExternalLoginJson(string Id, string Provider, DateTimeOffset At);

/// <summary>Signing in by a provider. The answer comes to <c>/openid/{provider}/callback</c>, which the framework takes.</summary>
internal static class OpenIdApi
{
    public static void MapOpenId(this IEndpointRouteBuilder routes)
    {
        var openId = routes.MapGroup("/openid").WithTags("OpenID Connect").AllowAnonymous();
        openId.MapGet("/{provider}", Begin).Throttled(ThrottleScopes.SignIn).Produces(StatusCodes.Status302Found).WithName("signInByProvider").WithSummary("For browsers: goes to the provider, and comes back signed in");
        openId.MapGet("/sign-up", Pending).Produces<PendingIdentityJson>().WithName("getPendingIdentity").WithSummary("Who has come from a provider and has no account yet");
        openId.MapPost("/sign-up", SignUp).Throttled(ThrottleScopes.Register).Produces<CookieSessionJson>(StatusCodes.Status201Created).WithName("signUpByProvider").WithSummary("Make an account of who has come from a provider, and sign in by cookie");

        // The framework takes the answers of providers that are in the settings, before they come here.
        openId.MapGet("/{provider}/callback", () => ErrorResults.Problem(ErrorCatalog.Error(ErrorCatalog.NotFound))).ExcludeFromDescription();
        var mine = routes.MapGroup("/me/logins").WithTags("OpenID Connect").RequireAuthorization();
        mine.MapGet("", List).Produces<ExternalLoginJson[]>().WithName("getLogins").WithSummary("My identities at providers");
        mine.MapDelete("/{id}", Unlink).Produces(StatusCodes.Status204NoContent).WithName("unlinkLogin").WithSummary("Take one away");
    }

    private static async Task Begin(string provider, string? @return, bool? link, HttpContext context, IOptions<OpenIdOptions> options, OpenIdAnswers answers)
    {
        if (!options.Value.Providers.ContainsKey(provider))
        {
            await ErrorResults.WriteAsync(context, ErrorCatalog.Error(ErrorCatalog.NotFound));
            return;
        }

        var properties = new AuthenticationProperties { RedirectUri = LocalPath.Of(@return) };
        if (link == true)
        {
            // By our cookie, which another site's link does not carry (SameSite=Strict).
            if (CurrentUser.From(context.User) is not { } me)
            {
                await ErrorResults.WriteAsync(context, ErrorCatalog.Error(ErrorCatalog.NotSignedIn));
                return;
            }

            properties.Items[OpenIdAnswers.LinkUser] = me.Id;
        }

        try
        {
            await context.ChallengeAsync(OpenIdRegistration.SchemeOf(provider), properties);
        }
        catch (Exception e) when (e is InvalidOperationException or HttpRequestException or IOException or OperationCanceledException && !context.Response.HasStarted)
        {
            answers.Failed(context, provider, e); // its metadata cannot be read: the provider is down
        }
    }

    private static IResult Pending(HttpContext context, PendingIdentityCookie cookie, IOptions<OpenIdOptions> options)
    {
        context.Response.Headers.CacheControl = "no-store";
        return cookie.Read(context) is { } pending
            ? TypedResults.Ok(new PendingIdentityJson(OpenIdRegistration.NameOf(options.Value, pending.Identity.Provider), pending.UserName, pending.DisplayName))
            : ErrorResults.Problem(ErrorCatalog.Error(ErrorCatalog.LoginFailed));
    }

    private static async Task<IResult> SignUp(
        ExternalSignUpJson body, HttpContext context, PendingIdentityCookie cookie, IGrainFactory grains, RoomEntry entry, IOptions<OpenIdOptions> options)
    {
        if (!SameOrigin.IsAllowed(context))
        {
            return ErrorResults.Problem(ErrorCatalog.Error(ErrorCatalog.CrossSite));
        }

        if (cookie.Read(context) is not { } pending || !options.Value.Providers.TryGetValue(pending.Identity.Provider, out var provider))
        {
            return ErrorResults.Problem(ErrorCatalog.Error(ErrorCatalog.LoginFailed));
        }

        var open = new OpenSession(DeviceName.Of(null, context.Request), SessionForm.Cookie);
        var signedIn = await grains.ExternalLogins().SignUp(
            new ExternalSignUp(pending.Identity, open, body.UserName ?? "", body.DisplayName, body.Invite, provider.TrustEmail));
        if (signedIn.IsError)
        {
            return ErrorResults.Problem(signedIn.Error);
        }

        PendingIdentityCookie.Clear(context);
        await entry.WelcomeAsync(signedIn.Value.User.Id);
        return SessionsApi.CreatedByCookie(context, signedIn.Value);
    }

    private static async Task<IResult> List(CurrentUser me, IGrainFactory grains) =>
        TypedResults.Ok((await grains.ExternalLogins().List(me.Id)).Select(login => new ExternalLoginJson(login.Id, login.Provider, login.At)).ToArray());

    private static async Task<IResult> Unlink(string id, CurrentUser me, IGrainFactory grains, IAudit audit)
    {
        var unlinked = await grains.ExternalLogins().Unlink(me.Id, id);
        audit.Note(new AuditEntry(AuditEvents.UserUpdated) { Actor = me.Id, Target = me.Id, Refusal = unlinked.Error?.Code, Detail = "unlinked login" });
        return unlinked.IsError ? ErrorResults.Problem(unlinked.Error) : TypedResults.NoContent();
    }
}
