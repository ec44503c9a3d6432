using System.Collections.Immutable;
using Parley.Access;
using Parley.Errors;

namespace Parley.Hooks;

/// <summary>
/// Incoming webhooks: secret addresses at which programs post into a room, each as a bot of its own. Who may bring members into the room looks after them
/// (<see cref="RoomPermission.Invite"/>); to others they are refused like everything of that room. Key: 0; any number of activations.
/// </summary>
[Alias("parley.hooks"), GrainInterfaceType("hooks")]
public interface IHooksGrain : IGrainWithIntegerKey
{
    /// <summary>Makes one, and its bot a member. Refused as <c>too-many-hooks</c>. Not repeatable: each makes another one.</summary>
    [Alias("create")] Task<Outcome<HookMade>> Create(NewHook command);

    /// <summary>Those of a room, the oldest first.</summary>
    [Alias("list"), Repeatable] Task<Outcome<ImmutableArray<Hook>>> List(string room, Actor reader);

    /// <summary>Gives it another address; the one before is nobody's from then on. Refused as <c>hook-not-found</c>. Who gets no answer asks again, for yet another one.</summary>
    [Alias("rotate"), Repeatable] Task<Outcome<HookMade>> Rotate(string room, string hook, Actor actor);

    /// <summary>Ends it, and the membership of its bot; its messages stay. Refused as <c>hook-not-found</c>.</summary>
    [Alias("revoke"), Repeatable] Task<Outcome<Hook>> Revoke(string room, string hook, Actor actor);

    /// <summary>The webhook of an address, and notes that it was used; null: there is none. Needs no right: who knows the address may post.</summary>
    /// <param name="address">See <see cref="HookAddressForm"/>.</param>
    [Alias("open"), Repeatable] Task<Hook?> Open(string address);
}

/// <param name="Maker">Who asks.</param>
/// <param name="Name">Name of the bot: one line.</param>
[GenerateSerializer, Immutable, Alias("parley.hook.new")]
public sealed record NewHook([Id(0)] string Room, [Id(1)] Actor Maker, [Id(2)] string Name);

/// <param name="User">User id of its bot.</param>
/// <param name="CreatedBy">User id.</param>
/// <param name="LastUsedAt">To the minute; null: never.</param>
[GenerateSerializer, Immutable, Alias("parley.hook")]
public sealed record Hook(
    [Id(0)] string Id, [Id(1)] string Room, [Id(2)] string User, [Id(3)] string Name, [Id(4)] string CreatedBy, [Id(5)] DateTimeOffset CreatedAt, [Id(6)] DateTimeOffset? LastUsedAt);

/// <summary>A webhook with its address, which is told only now.</summary>
[GenerateSerializer, Immutable, Alias("parley.hook.made")]
public sealed record HookMade([Id(0)] Hook Hook, [Id(1)] string Address)
{
    /// <summary>Without the address: it lets post whoever knows it.</summary>
    public override string ToString() => $"HookMade({Hook.Id})";
}

/// <summary>The secret part of an address: the id of the webhook, a hyphen, a secret in base64url. The id finds it, the secret proves it.</summary>
public static class HookAddressForm
{
    /// <summary>Longest text that is looked at.</summary>
    private const int MaxLength = 200;

    public static string Format(string hook, string secret) => $"{hook}-{secret}";

    /// <summary>Takes one apart; says nothing about whether either part is real.</summary>
    public static bool TryParse(string text, out string hook, out string secret)
    {
        var hyphen = text.Length > MaxLength ? -1 : text.IndexOf('-', StringComparison.Ordinal);
        (hook, secret) = hyphen > 0 && hyphen < text.Length - 1 ? (text[..hyphen], text[(hyphen + 1)..]) : ("", "");
        return hook.Length > 0;
    }
}
