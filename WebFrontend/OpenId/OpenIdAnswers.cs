using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using Parley.Audit;
using Parley.Errors;
using Parley.Grains;
using Parley.OpenId;
using Parley.Sessions;
using Parley.Users;
using Parley.WebFrontend.Sessions;

namespace Parley.WebFrontend.OpenId;

/// <summary>What comes of an answer of a provider, after the framework has checked it: always a way back to a page of ours.</summary>
internal sealed partial class OpenIdAnswers(
    IGrainFactory grains, PendingIdentityCookie pending, IOptions<OpenIdOptions> options, IAudit audit, IConfiguration configuration, ILogger<OpenIdAnswers> logger)
{
    /// <summary>In the protected state: who asked to link, if it was somebody.</summary>
    public const string LinkUser = "parley.link";

    private const string NamePage = "/welcome";
    private const string AccountPage = "/account";
    private const int LongestSubject = 1000;

    public async Task ReceivedAsync(TicketReceivedContext context, string provider)
    {
        context.HandleResponse();
        if (Identity(context.Principal!, provider) is not { } identity)
        {
            Failed(context.HttpContext, provider, new InvalidOperationException("The provider names no subject."));
            return;
        }

        if (context.Properties!.Items.TryGetValue(LinkUser, out var user) && user is not null)
        {
            var linked = await grains.ExternalLogins().Link(user, identity);
            audit.Note(new AuditEntry(AuditEvents.UserUpdated) { Actor = user, Target = user, Refusal = linked.Error?.Code, Detail = $"linked provider={provider}" });
            context.Response.Redirect(PageOf(context.HttpContext, linked.IsError ? $"{AccountPage}?failed={linked.Error.Code}" : AccountPage));
            return;
        }

        var open = new OpenSession(DeviceName.Of(null, context.Request), SessionForm.Cookie);
        var signedIn = await grains.ExternalLogins().SignIn(new ExternalSignIn(identity, open, options.Value.Providers[provider].LinkByEmail));
        if (!signedIn.IsError)
        {
            audit.Note(new AuditEntry(AuditEvents.AuthnLoginSuccess) { Actor = signedIn.Value.User.Id, Target = signedIn.Value.Session, Detail = $"provider={provider}" });
            SessionCookie.Set(context.HttpContext, signedIn.Value.Cookie!, IsSecure(context.Request));
            context.Response.Redirect(PageOf(context.HttpContext, LocalPath.Of(context.ReturnUri)));
        }
        else if (signedIn.Error.Code == ErrorCatalog.LoginUnknown)
        {
            pending.Set(context.HttpContext, new PendingIdentity(identity, SuggestName(context.Principal!), Claim(context.Principal!, "name")));
            context.Response.Redirect(PageOf(context.HttpContext, NamePage));
        }
        else
        {
            context.Response.Redirect(PageOf(context.HttpContext, $"/?failed={signedIn.Error.Code}"));
        }
    }

    /// <summary>State, nonce or code are not right, the provider refuses or does not answer: the person begins again. The log says why.</summary>
    public void Failed(HttpContext context, string provider, Exception? failure)
    {
        audit.Note(new AuditEntry(AuditEvents.AuthnLoginFail) { Refusal = ErrorCatalog.LoginFailed, Detail = $"provider={provider}" });
        LogFailed(provider, failure?.GetType().Name ?? "", Reason(failure));
        context.Response.Redirect(PageOf(context, $"/?failed={ErrorCatalog.LoginFailed}"));
    }

    /// <param name="path">A page of the client, without what the server lies under.</param>
    private static string PageOf(HttpContext context, string path) => context.Request.PathBase.ToUriComponent() + path;

    /// <summary>Behind a proxy that ends TLS a navigation has nothing that tells, but the settings may.</summary>
    private bool IsSecure(HttpRequest request) =>
        request.IsHttps || configuration[$"{ParleyOptions.Section}:{nameof(ParleyOptions.PublicUrl)}"]?.StartsWith("https:", StringComparison.OrdinalIgnoreCase) == true;

    private static ExternalIdentity? Identity(ClaimsPrincipal principal, string provider)
    {
        var (issuer, subject) = (Claim(principal, "iss"), Claim(principal, "sub"));
        return issuer is { Length: > 0 and <= LongestSubject } && subject is { Length: > 0 and <= LongestSubject }
            ? new ExternalIdentity(provider, issuer, subject, Claim(principal, "email"), string.Equals(Claim(principal, "email_verified"), "true", StringComparison.OrdinalIgnoreCase))
            : null;
    }

    private static string SuggestName(ClaimsPrincipal principal)
    {
        var texts = new[] { Claim(principal, "preferred_username"), Claim(principal, "nickname"), Claim(principal, "email"), Claim(principal, "name") };
        return texts.Select(text => new string([.. (text ?? "").Split('@')[0].Where(c => char.IsLetterOrDigit(c) || c is '.' or '_' or '-').Take(UserNames.MaxLength)]))
            .FirstOrDefault(name => UserNames.Fault(UserNames.Normalise(name)) is null) ?? "";
    }

    private static string? Claim(ClaimsPrincipal principal, string type) => principal.FindFirst(type)?.Value;

    /// <summary>The framework's words tell what was wrong and hold neither code nor token; the provider's may be anything, and stay out.</summary>
    private static string Reason(Exception? failure) => failure?.InnerException?.GetType().Name ?? "";

    [LoggerMessage(3100, LogLevel.Warning, "A sign-in by {Provider} failed: {Failure} {Reason}")]
    private partial void LogFailed(string provider, string failure, string reason);
}

/// <summary>Where to go after a sign-in: a page of ours, whatever was asked for.</summary>
internal static class LocalPath
{
    public static string Of(string? path) =>
        path is ['/', .. var rest] && !rest.StartsWith('/') && !path.Contains('\\', StringComparison.Ordinal) && !path.Any(char.IsControl) ? path : "/";
}
