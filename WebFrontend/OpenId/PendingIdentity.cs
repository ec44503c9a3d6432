using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;
using Parley.OpenId;

namespace Parley.WebFrontend.OpenId;

/// <summary>Somebody whom a provider knows and we do not yet, on the way to choosing a name.</summary>
internal sealed record PendingIdentity(ExternalIdentity Identity, string UserName, string? DisplayName);

/// <summary>
/// The cookie that carries one between the provider's answer and the form. It is bound to the browser that went to the provider: a link that
/// somebody else has made leads nowhere.
/// </summary>
internal sealed class PendingIdentityCookie(IDataProtectionProvider protection)
{
    private const string Name = "parley_openid";
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(15);
    private readonly ITimeLimitedDataProtector _protector = protection.CreateProtector("parley.openid.pending").ToTimeLimitedDataProtector();

    public void Set(HttpContext context, PendingIdentity pending) =>
        context.Response.Cookies.Append(Name, _protector.Protect(JsonSerializer.Serialize(pending), Lifetime), Options(context));

    public static void Clear(HttpContext context) => context.Response.Cookies.Delete(Name, Options(context));

    /// <summary>Null: there is none, or it is too old.</summary>
    public PendingIdentity? Read(HttpContext context)
    {
        try
        {
            return context.Request.Cookies[Name] is { } cookie ? JsonSerializer.Deserialize<PendingIdentity>(_protector.Unprotect(cookie)) : null;
        }
        catch (Exception e) when (e is CryptographicException or JsonException or FormatException)
        {
            return null;
        }
    }

    private static CookieOptions Options(HttpContext context) =>
        new() { HttpOnly = true, SameSite = SameSiteMode.Strict, Secure = context.Request.IsHttps, Path = context.Request.PathBase + "/api/v1/openid", MaxAge = Lifetime, IsEssential = true };
}
