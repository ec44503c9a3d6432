using System.Collections.Immutable;
using Parley.Access;
using Parley.Sessions;

namespace Parley.Grains.Sessions;

/// <summary>What is kept of a session. Never changed, only replaced. Of secrets it holds hashes alone.</summary>
public sealed record SessionState
{
    /// <summary>User id; empty: there is no such session.</summary>
    public string User { get; init; } = "";
    public string Device { get; init; } = "";
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset LastSeenAt { get; init; }

    /// <summary>Null: not a session by cookie.</summary>
    public string? CookieHash { get; init; }

    /// <summary>Of a bot's token; null: not a session of one.</summary>
    public string? BotTokenHash { get; init; }

    /// <summary>What it may be used for; null: all that its user may do.</summary>
    public TokenScopes? Scopes { get; init; }

    /// <summary>Ids of the rooms that it reaches; null: all that its user may see.</summary>
    public ImmutableArray<string>? Rooms { get; init; }

    /// <summary>When it ends by itself; null: by not being used.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Of the part that all refresh tokens of the session share; null: it cannot be refreshed.</summary>
    public string? FamilyHash { get; init; }

    /// <summary>Of the refresh token that counts now.</summary>
    public string? RefreshHash { get; init; }

    /// <summary>Of the one before it; null before the first refresh.</summary>
    public string? SpentHash { get; init; }

    /// <summary>When the last refresh token was spent.</summary>
    public DateTimeOffset RefreshedAt { get; init; }

    /// <summary>No access token of the session is within its own time after this.</summary>
    public DateTimeOffset TokensUntil { get; init; }

    /// <summary>Null while it lives.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    public bool Lives(DateTimeOffset now, TimeSpan idleLifetime) =>
        User.Length > 0 && EndedAt is null && (ExpiresAt is { } end ? now < end : idleLifetime == TimeSpan.Zero || now < LastSeenAt + idleLifetime);

    /// <summary>What a refresh token is to this session.</summary>
    public RefreshVerdict Judge(RefreshSecret secret, DateTimeOffset now, TimeSpan grace)
    {
        if (!SessionToken.Matches(FamilyHash, secret.FamilyHash))
        {
            return RefreshVerdict.Foreign;
        }

        if (SessionToken.Matches(RefreshHash, secret.TurnHash))
        {
            return RefreshVerdict.Current;
        }

        return SessionToken.Matches(SpentHash, secret.TurnHash) && now < RefreshedAt + grace ? RefreshVerdict.JustSpent : RefreshVerdict.Reused;
    }
}

public enum RefreshVerdict
{
    /// <summary>Never was a token of this session: refused, and otherwise of no effect, else whoever knows a session id could end it.</summary>
    Foreign,

    /// <summary>The one that counts.</summary>
    Current,

    /// <summary>Its reply may have been lost: the same reply again.</summary>
    JustSpent,

    /// <summary>Two clients hold tokens of the session; one of them is a thief.</summary>
    Reused,
}
