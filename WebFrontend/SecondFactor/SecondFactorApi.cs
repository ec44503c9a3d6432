using Microsoft.AspNetCore.Http.HttpResults;
using Parley.Audit;
using Parley.Errors;
using Parley.SecondFactor;
using Parley.Sessions;
using Parley.WebFrontend.Problems;
using Parley.WebFrontend.Sessions;
using Parley.WebFrontend.Throttling;
using Parley.WebFrontend.Wire;

namespace Parley.WebFrontend.SecondFactor;

/// <summary>Codes of authenticator apps: setting up, turning off, and the second step of a sign-in.</summary>
internal static class SecondFactorApi
{
    public static void MapSecondFactor(this IEndpointRouteBuilder routes)
    {
        var mine = routes.MapGroup("/me/second-factor").WithTags("Second factor").RequireAuthorization();
        mine.MapGet("", Status).WithName("getSecondFactor").WithSummary("Whether my sign-in needs a second factor");
        mine.MapPost("/setup", Begin).Throttled(ThrottleScopes.SignIn).Produces<SecondFactorSetupJson>().WithName("beginSecondFactor").WithSummary("Make a secret for an authenticator app");
        mine.MapPost("/confirm", Confirm).Throttled(ThrottleScopes.SignIn).Produces<RecoveryCodesJson>().WithName("confirmSecondFactor").WithSummary("Turn it on with the first code; answers with recovery codes");
        mine.MapPost("/recovery-codes", Renew).Throttled(ThrottleScopes.SignIn).Produces<RecoveryCodesJson>().WithName("renewRecoveryCodes").WithSummary("New recovery codes for the old ones");
        mine.MapPost("/off", TurnOff).Throttled(ThrottleScopes.SignIn).WithName("turnOffSecondFactor").WithSummary("Turn it off with password and code");
        routes.MapPost("/sessions/second-factor", ContinueSignIn).WithTags("Sessions").AllowAnonymous().Throttled(ThrottleScopes.SignIn)
            .Produces<TokensJson>(StatusCodes.Status201Created).WithName("continueSignIn").WithSummary("Go on with a sign-in that was answered by second-factor-needed");
    }

    private static async Task<Ok<SecondFactorJson>> Status(CurrentUser me, IGrainFactory grains) =>
        TypedResults.Ok(SecondFactorJson.From(await grains.SecondFactor(me.Id).Status()));

    private static async Task<IResult> Begin(PasswordAndCodeJson body, CurrentUser me, HttpContext context, IGrainFactory grains)
    {
        var account = (await grains.User(me.Id).Find())?.UserName ?? me.Id;
        var setup = await grains.SecondFactor(me.Id).Begin(new BeginSecondFactor(body.Password, account));
        return setup.IsError ? ErrorResults.Problem(setup.Error) : Secret(context, new SecondFactorSetupJson(setup.Value.Secret, setup.Value.Uri));
    }

    private static async Task<IResult> Confirm(PasswordAndCodeJson body, CurrentUser me, HttpContext context, IGrainFactory grains) =>
        Codes(context, await grains.SecondFactor(me.Id).Confirm(new ShowCode(body.Code ?? "")));

    private static async Task<IResult> Renew(PasswordAndCodeJson body, CurrentUser me, HttpContext context, IGrainFactory grains) =>
        Codes(context, await grains.SecondFactor(me.Id).Renew(new ShowCode(body.Code ?? "")));

    private static async Task<Results<Ok<SecondFactorJson>, ProblemHttpResult>> TurnOff(PasswordAndCodeJson body, CurrentUser me, IGrainFactory grains)
    {
        var off = await grains.SecondFactor(me.Id).TurnOff(new TurnOffSecondFactor(body.Password, body.Code ?? ""));
        return off.IsError ? ErrorResults.Problem(off.Error) : TypedResults.Ok(SecondFactorJson.From(off.Value));
    }

    [Writes("SignedIn")]
    private static async Task<IResult> ContinueSignIn(ContinueSignInJson body, HttpContext context, IGrainFactory grains, IAudit audit)
    {
        if (DeviceName.Fault(body.Device) is { } fault)
        {
            return ErrorResults.Problem(ErrorCatalog.InvalidField("device", fault));
        }

        var byCookie = body.Cookie == true;
        if (byCookie && !SameOrigin.IsAllowed(context))
        {
            return ErrorResults.Problem(ErrorCatalog.Error(ErrorCatalog.CrossSite));
        }

        if (!SignInTicket.TryParse(body.Ticket, out var user, out var id, out var secret))
        {
            return ErrorResults.Problem(ErrorCatalog.Error(ErrorCatalog.TicketEnded));
        }

        var open = new OpenSession(DeviceName.Of(body.Device, context.Request), byCookie ? SessionForm.Cookie : SessionForm.Tokens);
        var signedIn = await grains.User(user).ContinueSignIn(new ContinueSignIn(id, secret, (body.Code ?? "").Trim(), open));
        audit.Note(signedIn.IsError
            ? new AuditEntry(AuditEvents.AuthnLoginFail) { Target = user, Refusal = signedIn.Error.Code, Detail = "second factor" }
            : new AuditEntry(AuditEvents.AuthnLoginSuccess) { Actor = user, Target = signedIn.Value.Session, Detail = "second factor" });
        return SessionsApi.Answer(context, signedIn);
    }

    private static IResult Codes(HttpContext context, Outcome<RecoveryCodes> codes) =>
        codes.IsError ? ErrorResults.Problem(codes.Error) : Secret(context, new RecoveryCodesJson([.. codes.Value.Codes]));

    private static Ok<T> Secret<T>(HttpContext context, T body)
    {
        context.Response.Headers.CacheControl = "no-store";
        return TypedResults.Ok(body);
    }
}
