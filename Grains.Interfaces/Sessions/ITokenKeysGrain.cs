using System.Collections.Immutable;
using Parley.Errors;

namespace Parley.Sessions;

/// <summary>The keys that sign tokens. Key: 0; any number of activations, the database decides.</summary>
[Alias("parley.token-keys"), GrainInterfaceType("token-keys")]
public interface ITokenKeysGrain : IGrainWithIntegerKey
{
    /// <summary>What frontends need to check tokens by themselves: how they are recognised, and all keys that may be met, also those that sign later.</summary>
    [Alias("current"), Repeatable] Task<TokenKeys> Current();

    /// <summary>All keys with their states, newest first; those of files in the order of the setting. Without the keys themselves.</summary>
    [Alias("list"), Repeatable] Task<ImmutableArray<TokenKeyStatus>> List();

    /// <summary>
    /// Makes a key that everybody learns of and that does not sign yet. Refused as <c>invalid</c> if there are too many or the algorithm is
    /// none of <see cref="TokenAlgorithms"/>, as <c>not-in-this-mode</c> if keys come from files.
    /// </summary>
    [Alias("add")] Task<Outcome<TokenKeyStatus>> Add(AddTokenKey command);

    /// <summary>
    /// Has the newest key that does not sign yet take over, after <c>Parley:Sessions:KeyOverlap</c> since it was made; makes one if there is
    /// none. The others check on until their last token has run out. Answers with the key that takes over. Refused as <c>not-in-this-mode</c>
    /// if keys come from files.
    /// </summary>
    [Alias("rotate")] Task<Outcome<TokenKeyStatus>> Rotate(RotateTokenKeys command);
}

/// <summary>Issuer, audience and keys of tokens.</summary>
[GenerateSerializer, Immutable, Alias("parley.token-keys.current")]
public sealed record TokenKeys([Id(0)] string Issuer, [Id(1)] string Audience, [Id(2)] ImmutableArray<TokenKey> Keys);

/// <summary>A key to check by.</summary>
/// <param name="Id">The <c>kid</c> of its tokens.</param>
/// <param name="PublicKey">SubjectPublicKeyInfo (DER); empty for HS256, which has none.</param>
[GenerateSerializer, Immutable, Alias("parley.token-key")]
public sealed record TokenKey([Id(0)] string Id, [Id(1)] ImmutableArray<byte> PublicKey)
{
    /// <summary>One of <see cref="TokenAlgorithms"/>; null from a silo of an older version: ES256.</summary>
    [Id(0)] public string? Algorithm { get; init; }

    /// <summary>HS256 only, else default: the secret. It must not leave silos and frontends.</summary>
    [Id(1)] public ImmutableArray<byte> Secret { get; init; }

    /// <summary>Without the secret.</summary>
    public override string ToString() => $"TokenKey({Id}, {Algorithm})";
}

/// <summary>Where a key is in its life.</summary>
public enum TokenKeyState
{
    /// <summary>Everybody can check by it; it does not sign yet.</summary>
    Published = 0,

    /// <summary>New tokens are signed by it.</summary>
    Signing = 1,

    /// <summary>Another has taken over; its last tokens still count.</summary>
    Verifying = 2,

    /// <summary>Its tokens count no more.</summary>
    Retired = 3,
}

/// <summary>A key as operators see it.</summary>
/// <param name="SignsFrom">Null: not decided.</param>
/// <param name="VerifiesUntil">Null: for as long as no other takes over.</param>
/// <param name="Source">Path of its file; null: it is in the database.</param>
[GenerateSerializer, Immutable, Alias("parley.token-key.status")]
public sealed record TokenKeyStatus(
    [Id(0)] string Id, [Id(1)] string Algorithm, [Id(2)] TokenKeyState State, [Id(3)] DateTimeOffset CreatedAt,
    [Id(4)] DateTimeOffset? SignsFrom, [Id(5)] DateTimeOffset? VerifiesUntil, [Id(6)] string? Source);

/// <summary>Makes a key.</summary>
/// <param name="Algorithm">Null: <c>Parley:Sessions:Algorithm</c>.</param>
[GenerateSerializer, Immutable, Alias("parley.token-key.add")]
public sealed record AddTokenKey([Id(0)] string? Algorithm);

/// <summary>Has the next key take over.</summary>
/// <param name="AtOnce">True: now, and all others count no more. For a key that was stolen: everybody must refresh.</param>
[GenerateSerializer, Immutable, Alias("parley.token-key.rotate")]
public sealed record RotateTokenKeys([Id(0)] bool AtOnce);
