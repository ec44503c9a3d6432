using Parley.Errors;
using Parley.Sessions;
using Parley.Setup;
using Parley.WebFrontend.Problems;
using Parley.WebFrontend.Sessions;
using Parley.WebFrontend.SignUp;
using Parley.WebFrontend.Throttling;
using Parley.WebFrontend.Wire;

namespace Parley.WebFrontend.Setup;

/// <summary>Body of <c>POST /setup</c>.</summary>
/// <param name="Token">What stands in the set-up link behind the <c>#</c>.</param>
/// <param name="DisplayName">Null: the user name.</param>
/// <param name="Device">As in <c>POST /sessions</c>.</param>
/// <param name="Cookie">True: the session is a cookie of this browser, as in <c>POST /sessions</c>.</param>
public sealed record SetupJson(string? Token, string? UserName, string? DisplayName, string? Password, string? Device, bool? Cookie)
{
    /// <summary>Without token and password.</summary>
    public override string ToString() => $"SetupJson({UserName})";
}

/// <summary>Making the first administrator, by the link that the server has printed.</summary>
internal static class SetupApi
{
    public static void MapSetup(this IEndpointRouteBuilder routes) =>
        routes.MapPost("/setup", SetUp).WithTags("Sessions").AllowAnonymous().Throttled(ThrottleScopes.SignIn).Produces<TokensJson>(StatusCodes.Status201Created)
            .WithName("setUp").WithSummary("Make the first administrator, by the set-up link, and sign in");

    [Writes("SignedIn")]
    private static async Task<IResult> SetUp(SetupJson body, HttpContext context, IGrainFactory grains, RoomEntry entry)
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

        var open = new OpenSession(DeviceName.Of(body.Device, context.Request), byCookie ? SessionForm.Cookie : SessionForm.Tokens);
        var outcome = await grains.Setup().SetUp(new SetUpServer(body.Token ?? "", body.UserName ?? "", body.DisplayName, body.Password ?? "", open));
        if (!outcome.IsError)
        {
            await entry.WelcomeAsync(outcome.Value.User.Id);
        }

        return SessionsApi.Answer(context, outcome);
    }
}
