using Microsoft.AspNetCore.Http.HttpResults;
using Parley.WebFrontend.Sessions;
using Parley.WebFrontend.Wire;

namespace Parley.WebFrontend.Users;

/// <summary>What is the signed-in user's own, over REST.</summary>
internal static class OwnApi
{
    public static void MapOwn(this IEndpointRouteBuilder routes)
    {
        var me = routes.MapGroup("/me").WithTags("Users").RequireAuthorization();
        me.MapGet("/state", State).WithName("getMyState").WithSummary("What is mine and the same on every device");
    }

    private static async Task<Ok<JsonShape>> State(CurrentUser me, OwnCalls own) => TypedResults.Ok(JsonShape.Write(await own.State(me), static (json, state) =>
    {
        json.WriteStartObject();
        OwnJson.WriteState(json, state);
        json.WriteEndObject();
    }));
}
