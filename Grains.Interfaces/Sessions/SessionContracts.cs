using System.Collections.Immutable;
using Parley.Access;
using Parley.SecondFactor;
using Parley.Users;

namespace Parley.Sessions;

/// <summary>How the client of a session proves who it is.</summary>
public enum SessionForm
{
    /// <summary>Short access tokens and a refresh token.</summary>
    Tokens = 0,

    /// <summary>A cookie that no script can read.</summary>
    Cookie = 1,

    /// <summary>One access token that cannot be refreshed.</summary>
    AccessTokenOnly = 2,

    /// <summary>One secret of a bot, which counts until it expires.</summary>
    BotToken = 3,
}

/// <summary>Asks for a session.</summary>
/// <param name="Device">What the user will recognise it by.</param>
[GenerateSerializer, Immutable, Alias("parley.session.open")]
public sealed record OpenSession([Id(0)] string Device, [Id(1)] SessionForm Form)
{
    /// <summary>Lifetime of the access token; null: <c>Parley:Sessions:AccessTokenLifetime</c>.</summary>
    [Id(0)] public TimeSpan? TokenLifetime { get; init; }

    /// <summary>What it may be used for; null: all that its user may do.</summary>
    [Id(1)] public TokenScopes? Scopes { get; init; }

    /// <summary>When it ends by itself; null: by not being used.</summary>
    [Id(2)] public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Ids of the rooms that it reaches; null: all that its user may see.</summary>
    [Id(3)] public ImmutableArray<string>? Rooms { get; init; }
}

/// <summary>Asks for a session with a password.</summary>
[GenerateSerializer, Immutable, Alias("parley.session.sign-in")]
public sealed record SignIn([Id(0)] string Password, [Id(1)] OpenSession Session)
{
    /// <summary>Without the password: Orleans writes arguments into its logs.</summary>
    public override string ToString() => $"SignIn({Session.Device})";
}

/// <summary>Goes on with a sign-in by the second factor.</summary>
/// <param name="TicketId">See <see cref="SignInTicket"/>.</param>
[GenerateSerializer, Immutable, Alias("parley.session.continue-sign-in")]
public sealed record ContinueSignIn([Id(0)] string TicketId, [Id(1)] string TicketSecret, [Id(2)] string Code, [Id(3)] OpenSession Session)
{
    /// <summary>Without ticket and code.</summary>
    public override string ToString() => $"ContinueSignIn({Session.Device})";
}

/// <summary>A session was opened or refreshed. Which secrets are set depends on its <see cref="SessionForm"/>.</summary>
/// <param name="Session">Session id.</param>
[GenerateSerializer, Immutable, Alias("parley.session.signed-in")]
public sealed record SignedIn([Id(0)] UserProfile User, [Id(1)] string Session)
{
    [Id(0)] public string? AccessToken { get; init; }

    /// <summary>How long the access token counts, from now.</summary>
    [Id(1)] public TimeSpan ExpiresIn { get; init; }

    /// <summary>A <see cref="SessionToken"/>; null if there is nothing to refresh.</summary>
    [Id(2)] public string? RefreshToken { get; init; }

    /// <summary>Value of the cookie, a <see cref="SessionToken"/>.</summary>
    [Id(3)] public string? Cookie { get; init; }

    /// <summary>A <see cref="SessionToken"/> of a bot, with its prefix.</summary>
    [Id(4)] public string? BotToken { get; init; }

    /// <summary>Without the secrets.</summary>
    public override string ToString() => $"SignedIn({User.Id}, {Session})";
}

/// <summary>Spends a refresh token.</summary>
/// <param name="Secret">The secret part of the <see cref="SessionToken"/>.</param>
[GenerateSerializer, Immutable, Alias("parley.session.refresh")]
public sealed record RefreshSession([Id(0)] string Secret)
{
    /// <summary>Without the secret.</summary>
    public override string ToString() => nameof(RefreshSession);
}

/// <summary>Asks whose a cookie is.</summary>
/// <param name="SecretHash"><see cref="SessionToken.Hash"/> of the secret part of the cookie.</param>
[GenerateSerializer, Immutable, Alias("parley.session.authenticate")]
public sealed record AuthenticateCookie([Id(0)] string SecretHash)
{
    /// <summary>True: it is the token of a bot.</summary>
    [Id(0)] public bool IsBotToken { get; init; }

    /// <summary>Without the hash.</summary>
    public override string ToString() => nameof(AuthenticateCookie);
}

/// <summary>Whom a session stands for.</summary>
/// <param name="User">User id.</param>
/// <param name="Role">What the user is on this server.</param>
[GenerateSerializer, Immutable, Alias("parley.session.identity")]
public sealed record SessionIdentity([Id(0)] string User, [Id(2)] ServerRole Role)
{
    /// <summary>What the session may be used for; null: all that the user may do.</summary>
    [Id(0)] public TokenScopes? Scopes { get; init; }

    /// <summary>When the session ends by itself; null: by not being used.</summary>
    [Id(1)] public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Ids of the rooms that it reaches; null: all that its user may see.</summary>
    [Id(2)] public ImmutableArray<string>? Rooms { get; init; }
}

/// <summary>A session as its user sees it.</summary>
[GenerateSerializer, Immutable, Alias("parley.session.view")]
public sealed record SessionView(
    [Id(0)] string Id, [Id(1)] string Device, [Id(2)] DateTimeOffset CreatedAt, [Id(3)] DateTimeOffset LastSeenAt)
{
    /// <summary>Null: not the token of a bot.</summary>
    [Id(0)] public TokenScopes? Scopes { get; init; }

    /// <summary>When it ends by itself; null: by not being used.</summary>
    [Id(1)] public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Ids of the rooms that it reaches; null: all that its user may see.</summary>
    [Id(2)] public ImmutableArray<string>? Rooms { get; init; }
}

/// <summary>Opens one socket.</summary>
/// <param name="Ticket">A JWT of type <c>ticket+jwt</c>.</param>
/// <param name="ExpiresIn">How long it counts, from now.</param>
[GenerateSerializer, Immutable, Alias("parley.session.socket-ticket")]
public sealed record SocketTicket([Id(0)] string Ticket, [Id(1)] TimeSpan ExpiresIn)
{
    /// <summary>Without the ticket.</summary>
    public override string ToString() => nameof(SocketTicket);
}

/// <summary>Spends a ticket.</summary>
/// <param name="TicketId">Its <c>jti</c>.</param>
/// <param name="ExpiresAt">Its <c>exp</c>.</param>
/// <param name="Attempt">Chosen by who spends it: a repeat of the same attempt is no second use.</param>
[GenerateSerializer, Immutable, Alias("parley.session.redeem-ticket")]
public sealed record RedeemTicket([Id(0)] string TicketId, [Id(1)] DateTimeOffset ExpiresAt, [Id(2)] string Attempt);

/// <summary>A session that was ended.</summary>
/// <param name="Until">Until when it must be remembered.</param>
[GenerateSerializer, Immutable, Alias("parley.session.ended")]
public sealed record EndedSession([Id(0)] string Session, [Id(1)] DateTimeOffset Until);
