using System.Security.Cryptography;
using Parley.Errors;
using Parley.Sessions;
using Parley.Users;
using Parley.WebFrontend.Problems;
using Parley.WebFrontend.Throttling;
using Parley.WebFrontend.Wire;
using Parley.WebFrontend.Users;

namespace Parley.WebFrontend.Sessions;

/// <summary>One click to be somebody, on a developer's machine: a new user without a password, signed in by cookie.</summary>
internal static class DemoApi
{
    private const int Attempts = 5;

    private static readonly string[] Moods =
        ["Curious", "Cheerful", "Gentle", "Brave", "Sleepy", "Clever", "Merry", "Quiet", "Swift", "Sunny", "Witty", "Kind", "Bold", "Calm", "Lucky", "Nimble"];

    private static readonly string[] Animals =
        ["Otter", "Heron", "Badger", "Fox", "Owl", "Hare", "Lynx", "Robin", "Seal", "Marten", "Finch", "Hedgehog", "Beaver", "Swan", "Newt", "Magpie"];

    public static void MapDemo(this IEndpointRouteBuilder sessions) =>
        sessions.MapPost("/demo", SignIn).AllowAnonymous().Throttled(ThrottleScopes.Register).Produces<CookieSessionJson>(StatusCodes.Status201Created).WithName("signInDemo").WithSummary("Development only: sign in as a new user");

    [Writes("SignedIn")]
    private static async Task<IResult> SignIn(HttpContext context, IHostEnvironment environment, IGrainFactory grains, DefaultRooms defaultRooms)
    {
        if (!environment.IsDevelopment())
        {
            return ErrorResults.Problem(ErrorCatalog.Error(ErrorCatalog.NotFound));
        }

        if (!SameOrigin.IsAllowed(context))
        {
            return ErrorResults.Problem(ErrorCatalog.Error(ErrorCatalog.CrossSite));
        }

        var user = await Register(grains);
        if (user.IsError)
        {
            return ErrorResults.Problem(user.Error);
        }

        await defaultRooms.JoinAsync(user.Value.Id);
        var signedIn = await grains.User(user.Value.Id).OpenSession(new OpenSession(DeviceName.Of(null, context.Request), SessionForm.Cookie));
        return signedIn.IsError ? ErrorResults.Problem(signedIn.Error) : SessionsApi.CreatedByCookie(context, signedIn.Value);
    }

    /// <summary>Four characters are easy to read out, and soon taken.</summary>
    private static async Task<Outcome<UserProfile>> Register(IGrainFactory grains)
    {
        for (var attempt = 1; ; attempt++)
        {
            var userName = "demo-" + RandomNumberGenerator.GetString("abcdefghjkmnpqrstvwxyz23456789", attempt < Attempts ? 4 : 12);
            var outcome = await grains.UserName(userName).Register(new RegisterUser(userName, $"{Any(Moods)} {Any(Animals)}", Password: null));
            if (outcome.Error?.Code != ErrorCatalog.NameTaken || attempt == Attempts)
            {
                return outcome;
            }
        }
    }

    private static string Any(string[] words) => words[RandomNumberGenerator.GetInt32(words.Length)];
}
