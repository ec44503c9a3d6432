using Microsoft.AspNetCore.Http.HttpResults;
using Parley.Access;
using Parley.Errors;
using Parley.Rooms;
using Parley.SignUp;
using Parley.Users;
using Parley.WebFrontend.Problems;
using Parley.WebFrontend.Rest;
using Parley.WebFrontend.Sessions;
using Parley.WebFrontend.SignUp;
using Parley.WebFrontend.Throttling;

namespace Parley.WebFrontend.Users;

/// <summary>Users over REST.</summary>
internal static class UsersApi
{
    private const int MaxIds = 100;

    public static void MapUsers(this IEndpointRouteBuilder routes)
    {
        var users = routes.MapGroup("").WithTags("Users").RequireAuthorization();
        users.MapPost("/users", Register).AllowAnonymous().Throttled(ThrottleScopes.Register).WithName("registerUser").WithSummary("Make a user");
        users.MapGet("/users/{id}", Find).WithViews(UserLinks.List, UserLinks.Edit).WithName("getUser").WithSummary("A user");
        users.MapGet("/users", FindMany).Listed("id", "userName", "displayName", "role", "createdAt").WithViews(UserLinks.List).WithName("getUsers").WithSummary("The users of a list of ids that exist");
        users.MapGet("/me", Me).WithViews(UserLinks.List).WithName("getMe").WithSummary("The signed-in user");
    }

    private static async Task<Results<Created<RegisteredJson>, ProblemHttpResult>> Register(RegisterJson body, IGrainFactory grains, RoomEntry entry)
    {
        var outcome = await grains.SignUp().SignUp(new SignUpUser(body.UserName ?? "", body.DisplayName, body.Password ?? "", body.Invite, body.Email));
        if (outcome.IsError)
        {
            return ErrorResults.Problem(outcome.Error);
        }

        await entry.WelcomeAsync(outcome.Value.User.Id);
        return TypedResults.Created($"/api/v1/users/{outcome.Value.User.Id}", RegisteredJson.From(outcome.Value));
    }

    private static async Task<Results<Ok<UserJson>, ProblemHttpResult>> Find(string id, CurrentUser me, VisibleUsers visible, People people) =>
        await visible.AmongAsync([id], me) is [var known] && await people.FindAsync(known) is { } user
            ? TypedResults.Ok(UserJson.One(user, me))
            : ErrorResults.Problem(ErrorCatalog.Error(ErrorCatalog.UserNotFound));

    private static async Task<Results<Ok<UserJson[]>, ProblemHttpResult>> FindMany(string? ids, CurrentUser me, VisibleUsers visible, People people)
    {
        var asked = (ids ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Distinct().ToArray();
        if (asked.Length is 0 or > MaxIds)
        {
            return ErrorResults.Problem(ErrorCatalog.InvalidField("ids", $"Ask for 1 to {MaxIds} ids, with commas between."));
        }

        var users = await people.FindAsync(await visible.AmongAsync(asked, me));
        return TypedResults.Ok(users.OfType<UserProfile>().Select(UserJson.From).ToArray());
    }

    private static Task<Results<Ok<UserJson>, ProblemHttpResult>> Me(CurrentUser me, VisibleUsers visible, People people) => Find(me.Id, me, visible, people);
}
