using System.Text.Json.Serialization;
using Parley.Access;
using Parley.SignUp;
using Parley.Users;
using Parley.WebFrontend.Rest;
using Parley.WebFrontend.Sessions;
using Parley.WebFrontend.Verification;

namespace Parley.WebFrontend.Users;

/// <summary>A user on the wire.</summary>
public sealed record UserJson(string Id, string UserName, string DisplayName, bool IsBot, bool IsAdmin, string Role, bool Deactivated, DateTimeOffset CreatedAt)
{
    /// <summary>What the user says of themselves; null: nothing.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public UserStatusJson? Status { get; init; }

    /// <summary>True: the user was erased; the names stand for nobody.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] public bool Erased { get; init; }

    /// <summary>User id of who has made the bot; null: no bot, or the server's own.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public string? Owner { get; init; }

    /// <summary>What the caller may do next. In answers about one user.</summary>
    [JsonPropertyName("_links"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public IReadOnlyDictionary<string, LinkJson>? Links { get; init; }

    /// <summary>One user, with links to what the caller may do next.</summary>
    internal static UserJson One(UserProfile user, CurrentUser caller) => From(user) with { Links = UserLinks.Of(user, caller) };

    public static UserJson From(UserProfile user) =>
        new(user.Id, user.UserName, user.DisplayName, user.IsBot, user.IsAdmin, RoleNames.Of(user.Role), user.IsDeactivated, user.CreatedAt)
        {
            Erased = user.IsErased,
            Owner = user.Owner,
            Status = user.Status is { } status ? new UserStatusJson(status.Text, status.Emoji, status.Until) : null,
        };
}

/// <summary>What a user says of themselves.</summary>
public sealed record UserStatusJson(
    string Text, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Emoji,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DateTimeOffset? Until);

/// <summary>Body of <c>POST /users</c>.</summary>
/// <param name="Email">Where it is asked for, or wanted: a code is sent to it.</param>
/// <param name="Invite">Code of an invite, where one is needed.</param>
public sealed record RegisterJson(string? UserName, string? Password, string? DisplayName, string? Email, string? Invite);

/// <summary>A new user.</summary>
/// <param name="EmailCode">Set if a code was sent to the e-mail address.</param>
public sealed record RegisteredJson(
    string Id, string UserName, string DisplayName, bool IsBot, bool IsAdmin, string Role, bool Deactivated, DateTimeOffset CreatedAt,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] CodeSentJson? EmailCode)
{
    public static RegisteredJson From(SignedUp signedUp)
    {
        var user = signedUp.User;
        return new(
            user.Id, user.UserName, user.DisplayName, user.IsBot, user.IsAdmin, RoleNames.Of(user.Role), user.IsDeactivated, user.CreatedAt,
            signedUp.Code is { } code ? CodeSentJson.From(code) : null);
    }
}
