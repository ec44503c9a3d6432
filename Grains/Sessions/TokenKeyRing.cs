using System.Collections.Immutable;
using Parley.Sessions;

namespace Parley.Grains.Sessions;

/// <summary>A key and its times.</summary>
/// <param name="CreatedAt">When everybody could learn of it.</param>
public sealed record TokenKeyEntry(TokenKeyPair Key, DateTimeOffset CreatedAt)
{
    /// <summary>Null: not decided.</summary>
    public DateTimeOffset? SignsFrom { get; init; }

    /// <summary>The latest end of a token that was issued for longer than usual.</summary>
    public DateTimeOffset TokensUntil { get; init; }

    /// <summary>Null: it was not taken out of use before its time.</summary>
    public DateTimeOffset? RetiredAt { get; init; }

    /// <summary>Path of its file; null: it is in the database.</summary>
    public string? File { get; init; }
}

/// <summary>All keys of an installation: which of them signs, and until when the others count. Pure.</summary>
public sealed class TokenKeyRing(ImmutableArray<TokenKeyEntry> entries)
{
    /// <summary>The longest that an access token counts, but for those that say otherwise (<see cref="TokenKeyEntry.TokensUntil"/>).</summary>
    public static readonly TimeSpan MaxTokenLifetime = TimeSpan.FromMinutes(10);

    /// <summary>Silos learn of a change up to a few seconds apart, and their clocks differ.</summary>
    private static readonly TimeSpan Slack = TimeSpan.FromMinutes(1);

    /// <summary>Two that begin at the same moment must have an order, too, and the same one on every silo.</summary>
    private static readonly Comparer<TokenKeyEntry> BySignsFrom = Comparer<TokenKeyEntry>.Create((a, b) =>
        DateTimeOffset.Compare(a.SignsFrom!.Value, b.SignsFrom!.Value) is not 0 and var order ? order : string.CompareOrdinal(a.Key.Id, b.Key.Id));

    public ImmutableArray<TokenKeyEntry> Entries { get; } = entries;

    /// <summary>The key that signs now: of those whose time has come, the one whose time came last.</summary>
    public TokenKeyEntry Signing(DateTimeOffset now)
    {
        var able = Entries.Where(entry => entry is { RetiredAt: null, SignsFrom: not null, Key.Signing: not null }).Order(BySignsFrom).ToArray();

        // If the clock here is behind that of who made them, the first will do.
        return able.LastOrDefault(entry => entry.SignsFrom <= now) ?? able.FirstOrDefault() ?? throw new InvalidOperationException("There is no key to sign tokens with.");
    }

    /// <summary>The newest key that nobody has put to use.</summary>
    public TokenKeyEntry? Waiting => Entries.Where(entry => entry is { SignsFrom: null, RetiredAt: null, File: null }).MaxBy(entry => entry.CreatedAt);

    /// <summary>Null: as long as no other takes over.</summary>
    public DateTimeOffset? VerifiesUntil(TokenKeyEntry entry)
    {
        if (entry.RetiredAt is { } retired)
        {
            return retired;
        }

        if (entry.SignsFrom is null)
        {
            return null;
        }

        var next = Entries.Where(other => other.SignsFrom is not null && BySignsFrom.Compare(other, entry) > 0).Order(BySignsFrom).FirstOrDefault();
        return next is null ? null : Later(next.SignsFrom!.Value + MaxTokenLifetime, entry.TokensUntil) + Slack;
    }

    public TokenKeyState StateOf(TokenKeyEntry entry, DateTimeOffset now)
    {
        if (VerifiesUntil(entry) <= now)
        {
            return TokenKeyState.Retired;
        }

        if (entry == Signing(now))
        {
            return TokenKeyState.Signing;
        }

        // Of a file that is not the first nobody says whether it is an old one or a new one.
        return entry.File is null && (entry.SignsFrom is null || entry.SignsFrom > now) ? TokenKeyState.Published : TokenKeyState.Verifying;
    }

    /// <summary>Keys that tokens may be checked by.</summary>
    public IEnumerable<TokenKeyEntry> Known(DateTimeOffset now) => Entries.Where(entry => StateOf(entry, now) != TokenKeyState.Retired);

    public TokenKeyStatus Status(TokenKeyEntry entry, DateTimeOffset now) => new(
        entry.Key.Id, entry.Key.Algorithm, StateOf(entry, now), entry.CreatedAt, entry.File is null ? entry.SignsFrom : null, VerifiesUntil(entry), entry.File);

    private static DateTimeOffset Later(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;
}
