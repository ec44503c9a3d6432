using Parley.Errors;
using Parley.Sessions;

namespace Parley.Setup;

/// <summary>How a server gets its first administrator: by a link that counts once. Key: 0; any number of activations.</summary>
[Alias("parley.setup"), GrainInterfaceType("setup")]
public interface ISetupGrain : IGrainWithIntegerKey
{
    /// <summary>
    /// Makes a link; the one before counts no more. For the operator alone. Refused as <c>setup-done</c> when there is an administrator.
    /// </summary>
    /// <param name="onlyFirst">True: only if there never was one; else the answer says when that was made.</param>
    [Alias("new-link")] Task<Outcome<SetupLink>> NewLink(bool onlyFirst);

    /// <summary>Makes the first administrator, an owner, and a session of theirs. Refused as <c>setup-link-wrong</c>, or like a sign-up; then the link counts on.</summary>
    [Alias("set-up"), ResponseTimeout("00:00:30")] Task<Outcome<SignedIn>> SetUp(SetUpServer command);
}

/// <param name="Token">Shown once: only a hash of it is kept. Null: none was made.</param>
/// <param name="Url">The link; null: the server does not know its own address.</param>
[GenerateSerializer, Immutable, Alias("parley.setup.link")]
public sealed record SetupLink([Id(0)] string? Token, [Id(1)] string? Url)
{
    /// <summary>When the one that counts was made, if none was made now.</summary>
    [Id(0)] public DateTimeOffset? IssuedAt { get; init; }

    /// <summary>Behind the address of the server. The token stands where browsers keep it to themselves.</summary>
    public static string Path(string token) => $"/setup#{token}";

    /// <summary>Without the token.</summary>
    public override string ToString() => $"SetupLink({IssuedAt})";
}

/// <param name="DisplayName">Null: the user name.</param>
[GenerateSerializer, Immutable, Alias("parley.setup.command")]
public sealed record SetUpServer([Id(0)] string Token, [Id(1)] string UserName, [Id(2)] string? DisplayName, [Id(3)] string Password, [Id(4)] OpenSession Session)
{
    /// <summary>Without token and password: Orleans writes arguments into its logs.</summary>
    public override string ToString() => $"SetUpServer({UserName})";
}
