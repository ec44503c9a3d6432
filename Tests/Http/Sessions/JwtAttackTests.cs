using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.IdentityModel.Tokens;
using Parley.Errors;
using Parley.Tests.Support;
using Xunit;

namespace Parley.Tests.Http.Sessions;

/// <summary>
/// What is known to have been tried on tokens. Each is refused over REST, on the hub and on the raw socket, and the refusal is the same for
/// all: it does not tell what was wrong.
/// </summary>
[Trait("Scope", "S4")]
public sealed class JwtAttackTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private static readonly byte[] Order = Convert.FromHexString("FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551");

    private static readonly Dictionary<string, Func<TokenForge, string>> Attacks = new()
    {
        // No signature at all
        ["alg none, no signature"] = forge => Algorithm(forge, "none").With(""),
        ["alg None, no signature"] = forge => Algorithm(forge, "None").With(""),
        ["alg NONE, no signature"] = forge => Algorithm(forge, "NONE").With(""),
        ["alg nOnE, no signature"] = forge => Algorithm(forge, "nOnE").With(""),
        ["alg none, the signature kept"] = forge => Algorithm(forge, "none").With(forge.Signature),
        ["alg empty"] = forge => Algorithm(forge, "").With(""),
        ["alg missing"] = forge => Algorithm(forge, null).With(forge.Signature),
        ["alg null"] = forge => forge.Sign(forge.Header.ToJsonString().Replace("\"ES256\"", "null", StringComparison.Ordinal), forge.Claims.ToJsonString()),
        ["no signature"] = forge => forge.With(""),
        ["no third part"] = forge => forge.With("")[..^1],

        // The public key, which everybody knows, as a secret; and other algorithms
        ["HS256 by the public key, DER"] = forge => Algorithm(forge, "HS256").Sign(text => HMACSHA256.HashData(PublicKey(forge), text)),
        ["HS256 by the public key, PEM"] = forge => Algorithm(forge, "HS256").Sign(text => HMACSHA256.HashData(Encoding.ASCII.GetBytes(Pem(forge)), text)),
        ["HS256 by the public key, PEM with line end"] = forge => Algorithm(forge, "HS256").Sign(text => HMACSHA256.HashData(Encoding.ASCII.GetBytes(Pem(forge) + "\n"), text)),
        ["HS256 by nothing"] = forge => Algorithm(forge, "HS256").Sign(text => HMACSHA256.HashData(Array.Empty<byte>(), text)),
        ["HS256 by the kid"] = forge => Algorithm(forge, "HS256").Sign(text => HMACSHA256.HashData(Encoding.ASCII.GetBytes((string)forge.Header["kid"]!), text)),
        ["HS384"] = forge => Algorithm(forge, "HS384").Sign(text => HMACSHA384.HashData(PublicKey(forge), text)),
        ["RS256 by a key of one's own"] = forge => Algorithm(forge, "RS256").Sign(BySomeRsaKey),
        ["PS256 by a key of one's own"] = forge => Algorithm(forge, "PS256").Sign(BySomeRsaKey),
        ["ES384"] = forge => Algorithm(forge, "ES384").Sign(),
        ["es256"] = forge => Algorithm(forge, "es256").Sign(),

        // Which key
        ["kid missing"] = forge => Header(forge, "kid", null).Sign(),
        ["kid unknown"] = forge => Header(forge, "kid", "other").Sign(),
        ["kid empty"] = forge => Header(forge, "kid", "").Sign(),
        ["kid a number"] = forge => Header(forge, "kid", 0).Sign(),
        ["kid a path"] = forge => Header(forge, "kid", "../../../../../../dev/null").Sign(text => HMACSHA256.HashData(Array.Empty<byte>(), text)),
        ["kid SQL"] = forge => Header(forge, "kid", "x' UNION SELECT 'secret' --").Sign(),
        ["kid a command"] = forge => Header(forge, "kid", "|/bin/true").Sign(),
        ["kid very long"] = forge => Header(forge, "kid", new string('k', 1200)).Sign(),
        ["kid of another case"] = forge => Header(forge, "kid", ((string)forge.Header["kid"]!).ToUpperInvariant()).Sign(),

        // A key in the token, or the address of one
        ["jwk of one's own"] = forge => BySomeKey(forge, (header, own) => header["jwk"] = Jwk(own)),
        ["jwk beside a good signature"] = forge => Header(forge, "jwk", new JsonObject { ["kty"] = "EC" }).Sign(),
        ["jku"] = forge => BySomeKey(forge, (header, _) => header["jku"] = "https://example.org/keys"),
        ["jku beside a good signature"] = forge => Header(forge, "jku", "https://example.org/keys").Sign(),
        ["x5u"] = forge => BySomeKey(forge, (header, _) => header["x5u"] = "https://example.org/cert"),
        ["x5c"] = forge => BySomeKey(forge, (header, own) => header["x5c"] = new JsonArray(Convert.ToBase64String(own.ExportSubjectPublicKeyInfo()))),
        ["a key of one's own under the right kid"] = forge => BySomeKey(forge, (_, _) => { }),
        ["crit"] = forge => Header(forge, "crit", new JsonArray("exp")).Sign(),
        ["cty"] = forge => Header(forge, "cty", "JWT").Sign(),
        ["zip"] = forge => Header(forge, "zip", "DEF").Sign(),

        // Another kind of token
        ["typ JWT"] = forge => Header(forge, "typ", "JWT").Sign(),
        ["typ missing"] = forge => Header(forge, "typ", null).Sign(),
        ["typ of a ticket"] = forge => Header(forge, "typ", "ticket+jwt").Sign(),
        ["typ of an id token"] = forge => Header(forge, "typ", "id_token").Sign(),

        // Claims
        ["exp in the past"] = forge => Claim(forge, "exp", Now - 31).Sign(),
        ["exp missing"] = forge => Claim(forge, "exp", null).Sign(),
        ["exp a text"] = forge => Claim(forge, "exp", $"{Now + 600}").Sign(),
        ["exp beyond all calendars"] = forge => Claim(forge, "exp", 1e18).Sign(),
        ["exp below zero"] = forge => Claim(forge, "exp", -1).Sign(),
        ["exp a fraction"] = forge => Claim(forge, "exp", Now + 600.5).Sign(),
        ["nbf in the future"] = forge => Claim(forge, "nbf", Now + 40).Sign(),
        ["nbf missing"] = forge => Claim(forge, "nbf", null).Sign(),
        ["iat in the future"] = forge => Claim(forge, "iat", Now + 40).Sign(),
        ["iat missing"] = forge => Claim(forge, "iat", null).Sign(),
        ["iss of another"] = forge => Claim(forge, "iss", "https://example.org").Sign(),
        ["iss missing"] = forge => Claim(forge, "iss", null).Sign(),
        ["aud of another"] = forge => Claim(forge, "aud", "other").Sign(),
        ["aud missing"] = forge => Claim(forge, "aud", null).Sign(),
        ["aud many"] = forge => Claim(forge, "aud", new JsonArray("other", "parley")).Sign(),
        ["sub missing"] = forge => Claim(forge, "sub", null).Sign(),
        ["sub empty"] = forge => Claim(forge, "sub", "").Sign(),
        ["sub an object"] = forge => Claim(forge, "sub", new JsonObject { ["$ne"] = "" }).Sign(),
        ["sid missing"] = forge => Claim(forge, "sid", null).Sign(),
        ["jti missing"] = forge => Claim(forge, "jti", null).Sign(),
        ["jti empty"] = forge => Claim(forge, "jti", "").Sign(),
        ["the same claim twice"] = forge => forge.Sign(forge.Header.ToJsonString(), forge.Claims.ToJsonString().Replace("{", "{\"sub\":\"somebody\",", StringComparison.Ordinal)),
        ["the same header twice"] = forge => forge.Sign(forge.Header.ToJsonString().Replace("{", "{\"alg\":\"none\",", StringComparison.Ordinal), forge.Claims.ToJsonString()),
        ["claims that are no object"] = forge => forge.Sign(forge.Header.ToJsonString(), "[]"),
        ["claims that nest deeply"] = forge => Claim(forge, "x", JsonNode.Parse(new string('[', 30) + new string(']', 30))).Sign(),

        // The signature
        ["a changed claim"] = forge => Claim(forge, "sub", "u00000000000000000000000000").With(forge.Signature),
        ["one more claim"] = forge => Claim(forge, "admin", "true").With(forge.Signature),
        ["r and s zero"] = forge => forge.With(Base64UrlEncoder.Encode(new byte[64])),
        ["r the order of the curve"] = forge => forge.With(Base64UrlEncoder.Encode(Order.Concat(Order).ToArray())),
        ["in DER form"] = forge => forge.Sign(text => forge.ServerKey().SignData(text, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence)),
        ["cut by a byte"] = forge => forge.Sign(text => forge.ServerKey().SignData(text, HashAlgorithmName.SHA256)[..^1]),
        ["longer by a byte"] = forge => forge.Sign(text => [.. forge.ServerKey().SignData(text, HashAlgorithmName.SHA256), 0]),
        ["of other bytes"] = forge => forge.Sign(_ => forge.ServerKey().SignData("other"u8, HashAlgorithmName.SHA256)),
        ["by SHA-512"] = forge => forge.Sign(text => forge.ServerKey().SignData(text, HashAlgorithmName.SHA512)),

        // The form
        ["cut in the middle"] = forge => forge.Sign()[..100],
        ["five parts"] = forge => forge.Sign() + ".x.x",
        ["far too long"] = forge => Claim(forge, "x", new string('x', 3000)).Sign(),
        ["nothing"] = _ => "x",
        ["dots"] = _ => "...",
        ["no JSON"] = _ => "aGVsbG8.aGVsbG8.aGVsbG8",
        ["null"] = _ => "bnVsbA.bnVsbA.bnVsbA",
    };

    public static TheoryData<string> Names => [.. Attacks.Keys];

    private readonly TestServer _server = fixture.Server;

    private static long Now => DateTimeOffset.UtcNow.ToUnixTimeSeconds();

    [Fact]
    public async Task A_token_that_is_forged_with_the_servers_own_key_is_taken_everywhere() // else the refusals would prove nothing
    {
        var token = new TokenForge(_server, (await _server.SignedInOnce()).AccessToken).Sign();

        Assert.Equal(200, (await _server.Client().WithToken(token).Get("me")).Status);
        Assert.Equal(200, (await _server.Client().WithToken(token).Post("/hub/negotiate?negotiateVersion=1")).Status);
        await using var socket = await RawWebSocketClient.Connect(_server.Address);
        await socket.Send(new { type = "auth", token });
        await socket.Expect("ready");
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Is_refused_on_every_road_and_learns_nothing(string attack)
    {
        var token = Attacks[attack](new TokenForge(_server, (await _server.SignedInOnce()).AccessToken));
        var nothing = await _server.Client().WithToken("nothing").Get("me");
        Assert.Equal((401, ErrorCatalog.NotSignedIn), (nothing.Status, nothing.Code));

        Assert.Equal(WithoutId(nothing), WithoutId(await _server.Client().WithToken(token).Get("me")));
        Assert.Equal(WithoutId(nothing), WithoutId(await _server.Client().WithToken(token).Post("/hub/negotiate?negotiateVersion=1")));
        Assert.Equal(WithoutId(nothing), WithoutId(await _server.Client().Post($"/hub/negotiate?negotiateVersion=1&access_token={Uri.EscapeDataString(token)}")));
        await using var socket = await RawWebSocketClient.Connect(_server.Address);
        await socket.Send(new { type = "auth", token });
        Assert.Equal(4401, await socket.CloseCode());
        await using var byHeader = await RawWebSocketClient.Connect(_server.Address, "/api/v1/ws", $"Authorization: Bearer {token}");
        Assert.Equal(4401, await byHeader.CloseCode());
        if (attack == "typ of a ticket")
        {
            return; // it is one
        }

        await using var asTicket = await RawWebSocketClient.Connect(_server.Address, $"/api/v1/ws?ticket={Uri.EscapeDataString(token)}");
        Assert.Equal(4401, await asTicket.CloseCode());
    }

    private static (int, string) WithoutId(Answer answer) => (answer.Status, answer.Body.Replace(answer["requestId"]!, "", StringComparison.Ordinal));

    private static TokenForge Algorithm(TokenForge forge, string? algorithm) => Header(forge, "alg", algorithm);

    private static TokenForge Header(TokenForge forge, string member, JsonNode? value)
    {
        Set(forge.Header, member, value);
        return forge;
    }

    private static TokenForge Claim(TokenForge forge, string member, JsonNode? value)
    {
        Set(forge.Claims, member, value);
        return forge;
    }

    private static void Set(JsonObject json, string member, JsonNode? value)
    {
        json.Remove(member);
        if (value is not null)
        {
            json[member] = value;
        }
    }

    private static string BySomeKey(TokenForge forge, Action<JsonObject, ECDsa> change)
    {
        using var own = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        change(forge.Header, own);
        return forge.Sign(text => own.SignData(text, HashAlgorithmName.SHA256));
    }

    private static byte[] BySomeRsaKey(byte[] text)
    {
        using var own = RSA.Create(2048);
        return own.SignData(text, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
    }

    private static JsonObject Jwk(ECDsa key)
    {
        var point = key.ExportParameters(false).Q;
        return new JsonObject { ["kty"] = "EC", ["crv"] = "P-256", ["x"] = Base64UrlEncoder.Encode(point.X), ["y"] = Base64UrlEncoder.Encode(point.Y) };
    }

    private static byte[] PublicKey(TokenForge forge) => forge.ServerKey().ExportSubjectPublicKeyInfo();

    private static string Pem(TokenForge forge) => PemEncoding.WriteString("PUBLIC KEY", PublicKey(forge));
}
