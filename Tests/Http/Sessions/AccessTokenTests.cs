using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.Tokens;
using Parley.Errors;
using Parley.Sessions;
using Parley.Grains.Storage;
using Parley.Tests.Support;
using Parley.WebFrontend.Sessions;
using Xunit;

namespace Parley.Tests.Http.Sessions;

public sealed class AccessTokenTests(ServerFixture fixture) : IClassFixture<ServerFixture>, IAsyncLifetime
{
    private static int _users;
    private readonly TestServer _server = fixture.Server;
    private TestUser _ann = null!;

    public async ValueTask InitializeAsync() => _ann = await _server.SignedIn($"ann-{Interlocked.Increment(ref _users)}");

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task A_token_ends_at_its_time()
    {
        await using var server = await TestServer.Start();
        var bob = await server.SignedIn("bob");
        server.Clock.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal(200, (await bob.Client.Get("me")).Status); // clocks may differ by 30 s

        server.Clock.Advance(TimeSpan.FromSeconds(31));
        Assert.Equal(401, (await bob.Client.Get("me")).Status);
    }

    [Fact]
    public async Task A_token_is_signed_by_ES256_and_says_no_more_than_it_must()
    {
        var (header, payload, _) = Parts(_ann.AccessToken);

        Assert.Equal(["alg", "kid", "typ"], header.Select(member => member.Key).Order());
        Assert.Equal(("ES256", "at+jwt"), ((string?)header["alg"], (string?)header["typ"]));
        Assert.Equal(["aud", "exp", "iat", "iss", "jti", "nbf", "role", "sid", "sub"], payload.Select(member => member.Key).Order());
        Assert.Equal((_ann.Id, _ann.Session), ((string?)payload["sub"], (string?)payload["sid"]));
        Assert.Equal(600, (long)payload["exp"]! - (long)payload["iat"]!);

        await _server.Grains.User(_ann.Id).SetAdmin(true);
        var admin = await _server.SignedInAgain(_ann.Id);
        Assert.Equal("admin", (string?)Parts(admin.AccessToken).Payload["role"]);
    }

    [Fact]
    public async Task A_token_that_we_sign_ourselves_is_taken() // else the refusals below would prove nothing
    {
        Assert.Equal(200, await Status(Sign(_ => { }, _ => { })));
    }

    [Theory]
    [InlineData("alg", "none")]
    [InlineData("alg", "ES384")]
    [InlineData("alg", null)]
    [InlineData("typ", "JWT")]
    [InlineData("typ", null)]
    [InlineData("kid", "other")]
    [InlineData("kid", null)]
    public async Task Another_header_is_refused(string member, string? value) =>
        Assert.Equal(401, await Status(Sign(header => Set(header, member, value), _ => { })));

    [Theory]
    [InlineData("aud", "\"other\"")]
    [InlineData("aud", null)]
    [InlineData("iss", "\"other\"")]
    [InlineData("iss", null)]
    [InlineData("exp", null)]
    [InlineData("exp", "1000000000")]
    [InlineData("nbf", "9000000000")]
    [InlineData("sid", null)]
    [InlineData("sub", null)]
    public async Task Other_claims_are_refused(string member, string? json) =>
        Assert.Equal(401, await Status(Sign(_ => { }, payload => payload[member] = json is null ? null : JsonNode.Parse(json))));

    [Fact]
    public async Task No_signature_is_refused()
    {
        var (header, payload, _) = Parts(_ann.AccessToken);
        header["alg"] = "none";

        Assert.Equal(401, await Status($"{Encode(header)}.{Encode(payload)}."));
        Assert.Equal(401, await Status(_ann.AccessToken[..(_ann.AccessToken.LastIndexOf('.') + 1)]));
    }

    [Fact]
    public async Task The_public_key_is_no_secret_to_sign_with()
    {
        var key = (await _server.Grains.TokenKeys().Current()).Keys.Single();
        var pem = PemEncoding.WriteString("PUBLIC KEY", key.PublicKey.AsSpan());
        var (header, payload, _) = Parts(_ann.AccessToken);
        header["alg"] = "HS256";
        foreach (var secret in (byte[][])[[.. key.PublicKey], Encoding.ASCII.GetBytes(pem), Encoding.ASCII.GetBytes(pem + "\n")])
        {
            var text = $"{Encode(header)}.{Encode(payload)}";
            Assert.Equal(401, await Status($"{text}.{Base64UrlEncoder.Encode(HMACSHA256.HashData(secret, Encoding.ASCII.GetBytes(text)))}"));
        }
    }

    [Theory]
    [InlineData("jwk")]
    [InlineData("x5c")]
    [InlineData("jku")]
    public async Task A_key_in_the_token_means_nothing(string member)
    {
        using var own = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var parameters = own.ExportParameters(false);
        JsonNode value = member switch
        {
            "jwk" => new JsonObject { ["kty"] = "EC", ["crv"] = "P-256", ["x"] = Base64UrlEncoder.Encode(parameters.Q.X), ["y"] = Base64UrlEncoder.Encode(parameters.Q.Y) },
            "x5c" => new JsonArray(Convert.ToBase64String(own.ExportSubjectPublicKeyInfo())),
            _ => "https://example.org/keys",
        };

        Assert.Equal(401, await Status(Sign(header => header[member] = value, _ => { }, own)));
    }

    [Fact]
    public async Task A_changed_claim_breaks_the_signature()
    {
        var (header, payload, signature) = Parts(_ann.AccessToken);
        payload["admin"] = "true";

        Assert.Equal(401, await Status($"{Encode(header)}.{Encode(payload)}.{signature}"));
    }

    [Fact]
    public async Task A_token_of_another_installation_is_refused()
    {
        await using var other = await TestServer.Start();
        var stranger = await other.SignedIn("ann");

        Assert.Equal(401, await Status(stranger.AccessToken));
    }

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("a.b.c")]
    [InlineData("....")]
    public async Task Nonsense_is_refused(string token) => Assert.Equal(401, await Status(token));

    [Fact]
    public async Task A_token_in_the_address_signs_in_to_sockets_alone()
    {
        var me = await _server.Client().Get($"me?access_token={_ann.AccessToken}");

        Assert.Equal((401, ErrorCatalog.NotSignedIn), (me.Status, me.Code));
    }

    [Fact]
    public async Task A_token_issued_for_a_day_lasts_and_can_be_ended()
    {
        await using var server = await TestServer.Start();
        var bob = server.Grains.User((await server.SignedIn("bob")).Id);
        var issued = (await bob.OpenSession(new OpenSession("load test", SessionForm.AccessTokenOnly) { TokenLifetime = TimeSpan.FromHours(24) })).Value!;
        Assert.Null(issued.RefreshToken);
        server.Clock.Advance(TimeSpan.FromHours(23));
        Assert.Equal(200, (await server.Client().With(issued).Get("me")).Status);

        // An hour before its time: the frontends must remember for that long.
        var until = await bob.EndSession(issued.Session);
        Assert.True(until.Value >= server.Clock.GetUtcNow() + TimeSpan.FromHours(1));
    }

    [Fact]
    public async Task Who_is_no_administrator_any_more_is_signed_out()
    {
        await _server.Grains.User(_ann.Id).SetAdmin(true);
        var admin = await _server.SignedInAgain(_ann.Id);
        var validator = _server.Services.GetRequiredService<AccessTokenValidator>();
        Assert.True(CurrentUser.From((await validator.ValidateAsync(admin.AccessToken)).Value)!.Role == Parley.Access.ServerRole.Admin);

        await _server.Grains.User(_ann.Id).SetAdmin(false);

        await Eventually.Is(async () => (await validator.ValidateAsync(admin.AccessToken)).Error?.Code == ErrorCatalog.SessionEnded, "the token is refused");
    }

    private async Task<int> Status(string token) => (await _server.Client().WithToken(token).Get("me")).Status;

    /// <summary>Ann's token, changed, and signed with the server's own key or another.</summary>
    private string Sign(Action<JsonObject> changeHeader, Action<JsonObject> changePayload, ECDsa? key = null)
    {
        var (header, payload, _) = Parts(_ann.AccessToken);
        changeHeader(header);
        changePayload(payload);
        foreach (var absent in payload.Where(member => member.Value is null).ToArray())
        {
            payload.Remove(absent.Key);
        }

        using var own = ECDsa.Create();
        own.ImportPkcs8PrivateKey(_server.Services.GetRequiredService<ServerKeys>().GetOrAdd("access-tokens", () => throw new InvalidOperationException()), out _);
        var text = $"{Encode(header)}.{Encode(payload)}";
        return $"{text}.{Base64UrlEncoder.Encode((key ?? own).SignData(Encoding.ASCII.GetBytes(text), HashAlgorithmName.SHA256))}";
    }

    private static void Set(JsonObject header, string member, string? value)
    {
        header.Remove(member);
        if (value is not null)
        {
            header[member] = value;
        }
    }

    private static (JsonObject Header, JsonObject Payload, string Signature) Parts(string token)
    {
        var parts = token.Split('.');
        return ((JsonObject)JsonNode.Parse(Base64UrlEncoder.Decode(parts[0]))!, (JsonObject)JsonNode.Parse(Base64UrlEncoder.Decode(parts[1]))!, parts[2]);
    }

    private static string Encode(JsonObject json) => Base64UrlEncoder.Encode(json.ToJsonString());
}
