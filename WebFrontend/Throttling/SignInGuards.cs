using System.Security.Cryptography;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.WebUtilities;
using Parley.Errors;
using Parley.Throttling;
using Parley.WebFrontend.Problems;
using Parley.WebFrontend.Sessions;

namespace Parley.WebFrontend.Throttling;

/// <summary>
/// Around the sign-in by password: asks the account's guard first, tells it of success, and leaves a cookie by which the device is known next time.
/// </summary>
internal sealed class SignInGuards(AccountGuard guard) : IEndpointFilter
{
    private const string DeviceCookie = "parley_device";
    private const int DeviceBytes = 16;
    private const int MaxDeviceLength = 64;
    private static readonly TimeSpan MaxAge = TimeSpan.FromDays(400);

    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        if (context.Arguments.OfType<SignInJson>().FirstOrDefault() is not { UserName: { Length: > 0 } userName, Password: { Length: > 0 } } body)
        {
            return await next(context);
        }

        var http = context.HttpContext;
        var place = new SignInPlace(ClientAddress.Of(http), Device(http));
        if (await guard.AdmitAsync(userName, place) is { } refusal)
        {
            return ErrorResults.Problem(refusal);
        }

        var result = await next(context);
        if (CodeOf(result) is { } code && code != ErrorCatalog.SecondFactorNeeded) // there the password was right
        {
            return result;
        }

        if (body.Cookie == true && place.Device is null)
        {
            place = place with { Device = Remember(http) };
        }

        await guard.SucceededAsync(userName, place);
        return result;
    }

    private static string? CodeOf(object? result) =>
        (result is INestedHttpResult nested ? nested.Result : result) is ProblemHttpResult problem ? problem.ProblemDetails.Extensions.TryGetValue("code", out var code) ? code as string : "" : null;

    private static string? Device(HttpContext context) => context.Request.Cookies[DeviceCookie] is { Length: > 0 and <= MaxDeviceLength } device ? device : null;

    private static string Remember(HttpContext context)
    {
        var device = WebEncoders.Base64UrlEncode(RandomNumberGenerator.GetBytes(DeviceBytes));
        context.Response.Cookies.Append(DeviceCookie, device, new CookieOptions
        {
            HttpOnly = true, SameSite = SameSiteMode.Strict, Secure = context.Request.IsHttps, Path = context.Request.PathBase.HasValue ? context.Request.PathBase.Value : "/", MaxAge = MaxAge, IsEssential = true,
        });
        return device;
    }
}
