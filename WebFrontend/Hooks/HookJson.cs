using System.Text.Json.Serialization;
using Parley.Hooks;

namespace Parley.WebFrontend.Hooks;

/// <summary>Body of <c>POST /rooms/{room}/hooks</c>.</summary>
public sealed record NewHookJson(string? Name);

/// <summary>An incoming webhook.</summary>
/// <param name="User">User id of the bot that says what is posted.</param>
/// <param name="CreatedBy">User id.</param>
/// <param name="LastUsedAt">To the minute; null: never.</param>
public sealed record HookJson(
    string Id, string Room, string User, string Name, string CreatedBy, DateTimeOffset CreatedAt, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DateTimeOffset? LastUsedAt)
{
    public static HookJson Of(Hook hook) => new(hook.Id, hook.Room, hook.User, hook.Name, hook.CreatedBy, hook.CreatedAt, hook.LastUsedAt);
}

/// <summary>An incoming webhook with its address, which is told only now.</summary>
public sealed record HookMadeJson(string Url, HookJson Hook)
{
    /// <summary>Without the address.</summary>
    public override string ToString() => $"HookMadeJson({Hook.Id})";
}
