using System.Collections.Immutable;

namespace Parley.Sessions;

/// <summary>What frontends need to check access tokens by themselves. Key: 0; any number of activations.</summary>
[Alias("parley.token-keys"), GrainInterfaceType("token-keys")]
public interface ITokenKeysGrain : IGrainWithIntegerKey
{
    /// <summary>How tokens of this installation are recognised.</summary>
    [Alias("current"), Repeatable] Task<TokenKeys> Current();
}

/// <summary>Issuer, audience and public keys of access tokens. All are signed by ES256.</summary>
[GenerateSerializer, Immutable, Alias("parley.token-keys.current")]
public sealed record TokenKeys([Id(0)] string Issuer, [Id(1)] string Audience, [Id(2)] ImmutableArray<TokenKey> Keys);

/// <summary>A public key.</summary>
/// <param name="Id">The <c>kid</c> of its tokens.</param>
/// <param name="PublicKey">SubjectPublicKeyInfo (DER).</param>
[GenerateSerializer, Immutable, Alias("parley.token-key")]
public sealed record TokenKey([Id(0)] string Id, [Id(1)] ImmutableArray<byte> PublicKey);
