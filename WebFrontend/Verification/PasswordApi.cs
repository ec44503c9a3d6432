using Microsoft.AspNetCore.Http.HttpResults;
using Parley.Users;
using Parley.Verification;
using Parley.WebFrontend.Problems;
using Parley.WebFrontend.Sessions;
using Parley.WebFrontend.Throttling;

namespace Parley.WebFrontend.Verification;

/// <summary>Passwords that are changed, or were forgotten.</summary>
internal static class PasswordApi
{
    public static void MapPasswords(this IEndpointRouteBuilder routes)
    {
        var passwords = routes.MapGroup("").WithTags("Passwords").RequireAuthorization();
        passwords.MapPut("/me/password", Change).Throttled(ThrottleScopes.SignIn).WithName("changePassword").WithSummary("Change my password; all my other sessions end");
        passwords.MapPost("/password-resets", Request).AllowAnonymous().Throttled(ThrottleScopes.SignIn)
            .WithName("requestPasswordReset").WithSummary("Have a code sent to a confirmed e-mail address, if somebody has it");
        passwords.MapPost("/password-resets/{id}", Confirm).AllowAnonymous().Throttled(ThrottleScopes.SignIn)
            .WithName("confirmPasswordReset").WithSummary("Show the code and set a new password; all sessions end");
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> Change(ChangePasswordJson body, CurrentUser me, IGrainFactory grains)
    {
        var changed = await grains.User(me.Id).ChangePassword(new ChangePassword(body.OldPassword ?? "", body.NewPassword ?? "", me.Session));
        return changed.IsError ? ErrorResults.Problem(changed.Error) : TypedResults.NoContent();
    }

    private static async Task<Results<Accepted<CodeSentJson>, ProblemHttpResult>> Request(RequestResetJson body, IGrainFactory grains)
    {
        var sent = await grains.PasswordReset().Request(new RequestReset(body.Email ?? ""));
        return sent.IsError ? ErrorResults.Problem(sent.Error) : TypedResults.Accepted((string?)null, CodeSentJson.From(sent.Value));
    }

    private static async Task<Results<Ok<PasswordResetJson>, ProblemHttpResult>> Confirm(string id, ConfirmResetJson body, IGrainFactory grains)
    {
        var reset = await grains.PasswordReset().Confirm(new ConfirmReset(id, (body.Code ?? "").Trim(), body.Password ?? ""));
        return reset.IsError ? ErrorResults.Problem(reset.Error) : TypedResults.Ok(new PasswordResetJson(reset.Value.UserName));
    }
}
