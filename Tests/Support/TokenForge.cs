using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.Tokens;
using Parley.Grains.Sessions;

namespace Parley.Tests.Support;

/// <summary>Makes tokens as an attacker would, from one that was issued; and, for comparison, signs with the server's own key.</summary>
public sealed class TokenForge(TestServer server, string token)
{
    public JsonObject Header { get; } = Part(token, 0);

    public JsonObject Claims { get; } = Part(token, 1);

    /// <summary>The signature of the token that was issued.</summary>
    public string Signature { get; } = token.Split('.')[2];

    /// <summary>Header and claims as they are now, signed with the server's key (ES256).</summary>
    public string Sign() => Sign(Header.ToJsonString(), Claims.ToJsonString());

    public string Sign(string header, string claims) => Sign(header, claims, text => ServerKey().SignData(text, HashAlgorithmName.SHA256));

    /// <summary>Header and claims as they are now, signed in another way.</summary>
    public string Sign(Func<byte[], byte[]> sign) => Sign(Header.ToJsonString(), Claims.ToJsonString(), sign);

    /// <summary>Header and claims as they are now, with this signature.</summary>
    public string With(string signature) => $"{Base64UrlEncoder.Encode(Header.ToJsonString())}.{Base64UrlEncoder.Encode(Claims.ToJsonString())}.{signature}";

    public static JsonObject Part(string token, int at) => (JsonObject)JsonNode.Parse(Base64UrlEncoder.Decode(token.Split('.')[at]))!;

    private static string Sign(string header, string claims, Func<byte[], byte[]> sign)
    {
        var text = $"{Base64UrlEncoder.Encode(header)}.{Base64UrlEncoder.Encode(claims)}";
        return $"{text}.{Base64UrlEncoder.Encode(sign(Encoding.ASCII.GetBytes(text)))}";
    }

    /// <summary>The private key that signs now.</summary>
    public ECDsa ServerKey()
    {
        var key = ECDsa.Create();
        var ring = server.Services.GetRequiredService<SigningKeys>().CurrentAsync().AsTask().GetAwaiter().GetResult();
        key.ImportPkcs8PrivateKey(ring.Signing(server.Clock.GetUtcNow()).Key.Export(), out _);
        return key;
    }
}
