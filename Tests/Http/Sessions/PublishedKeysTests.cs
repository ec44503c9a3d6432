using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.Tokens;
using Parley.Sessions;
using Parley.Tests.Support;
using Parley.WebFrontend.Sessions;
using Xunit;

namespace Parley.Tests.Http.Sessions;

/// <summary>Keys as other services and operators see them: published, rotated, from the database or from files.</summary>
[Trait("Scope", "S4")]
[Trait("Scope", "S5")]
public sealed class PublishedKeysTests
{
    private const string Path = "/.well-known/jwks.json";

    /// <summary>Single sign-on: another service, which has nothing of ours but the published keys, and no library of ours.</summary>
    [Theory]
    [InlineData(TokenAlgorithms.Es256)]
    [InlineData(TokenAlgorithms.Rs256)]
    public async Task Another_service_checks_a_token_by_the_published_keys_alone(string algorithm)
    {
        await using var server = await TestServer.Start($"--Parley:Sessions:Algorithm={algorithm}");
        var ann = await server.SignedIn("ann");

        var published = await server.Client().Get(Path);
        Assert.Equal(200, published.Status);
        Assert.Equal("application/jwk-set+json", published.MediaType);
        Assert.True(published.Headers.CacheControl is { Public: true, MaxAge.TotalSeconds: 60 });

        var kid = (string)TokenForge.Part(ann.AccessToken, 0)["kid"]!;
        var key = published.Json.GetProperty("keys").EnumerateArray().Single(one => one.GetProperty("kid").GetString() == kid);
        Assert.Equal((algorithm, "sig"), (key.GetProperty("alg").GetString(), key.GetProperty("use").GetString()));
        Assert.True(Verifies(key, ann.AccessToken));
        Assert.False(Verifies(key, ann.AccessToken[..^8] + "AAAAAAAA"));
        Assert.Equal(200, (await ann.Client.Get("me")).Status);

        // Nor does what everybody can fetch sign anything here.
        var spki = (await server.Grains.TokenKeys().Current()).Keys.Single(one => one.Id == kid).PublicKey.ToArray();
        var forge = new TokenForge(server, ann.AccessToken);
        forge.Header["alg"] = "HS256";
        foreach (var secret in (byte[][])[spki, Encoding.ASCII.GetBytes(PemEncoding.WriteString("PUBLIC KEY", spki)), Encoding.ASCII.GetBytes(PemEncoding.WriteString("PUBLIC KEY", spki) + "\n")])
        {
            Assert.Equal(401, (await server.Client().WithToken(forge.Sign(text => HMACSHA256.HashData(secret, text))).Get("me")).Status);
        }

        Assert.DoesNotContain(key.EnumerateObject(), member => member.Name is "d" or "p" or "q" or "dp" or "dq" or "qi" or "k");
    }

    [Fact]
    public async Task A_secret_is_never_published()
    {
        await using var server = await TestServer.Start("--Parley:Sessions:Algorithm=HS256");
        var ann = await server.SignedIn("ann");
        Assert.Equal(200, (await ann.Client.Get("me")).Status);
        Assert.Equal("HS256", (string)TokenForge.Part(ann.AccessToken, 0)["alg"]!);

        var forge = new TokenForge(server, ann.AccessToken);
        forge.Header["alg"] = "none";
        Assert.Equal(401, (await server.Client().WithToken(forge.With("")).Get("me")).Status);
        forge.Header["alg"] = "ES256";
        using var own = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        Assert.Equal(401, (await server.Client().WithToken(forge.Sign(text => own.SignData(text, HashAlgorithmName.SHA256))).Get("me")).Status);

        Assert.Equal("""{"keys":[]}""", (await server.Client().Get(Path)).Body);
        Assert.DoesNotContain("Secret", (await server.Grains.TokenKeys().Current()).Keys[0].ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_rotation_from_one_algorithm_to_another_refuses_nobody()
    {
        await using var server = await TestServer.Start("--Parley:Sessions:KeyOverlap=00:10:00");
        var before = await server.SignedIn("ann");
        Assert.Equal(200, (await before.Client.Get("me")).Status);

        // 1. Published: other services can learn of it, nothing is signed by it.
        var next = (await server.Grains.TokenKeys().Add(new AddTokenKey(TokenAlgorithms.Rs256))).Value!;
        await server.Grains.TokenKeys().Rotate(new RotateTokenKeys(false));
        Assert.Equal("ES256", Algorithm(await server.SignedInAgain(before.Id)));
        await Eventually.Is(async () => (await server.Client().Get(Path)).Body.Contains(next.Id, StringComparison.Ordinal), "the new key is published", TimeSpan.FromSeconds(20));

        // 2. It takes over; tokens of both count.
        server.Clock.Advance(TimeSpan.FromMinutes(9));
        var last = await server.SignedInAgain(before.Id);
        server.Clock.Advance(TimeSpan.FromMinutes(2));
        var after = await server.SignedInAgain(before.Id);
        Assert.Equal(("ES256", "RS256"), (Algorithm(last), Algorithm(after)));
        Assert.Equal((200, 200), ((await last.Client.Get("me")).Status, (await after.Client.Get("me")).Status));

        // 3. Each key takes its own algorithm alone: that of the other, under its name, is refused.
        var forge = new TokenForge(server, last.AccessToken);
        forge.Header["kid"] = next.Id;
        Assert.Equal(401, (await server.Client().WithToken(forge.With(forge.Signature)).Get("me")).Status);
        forge.Header["alg"] = "RS256";
        Assert.Equal(401, (await server.Client().WithToken(forge.With(forge.Signature)).Get("me")).Status);

        // 4. When its last token has run out the old one is gone.
        server.Clock.Advance(TimeSpan.FromMinutes(11));
        Assert.Equal([next.Id], (await server.Grains.TokenKeys().Current()).Keys.Select(key => key.Id));
    }

    /// <summary>The frontend does not know the key of the first token that is signed by it: it asks, once.</summary>
    [Fact]
    public async Task A_key_that_was_put_to_use_at_once_is_known_at_once_and_the_stolen_one_counts_no_more()
    {
        await using var server = await TestServer.Start("--Parley:Sessions:KeyPeriod=00:10:00");
        var thief = await server.SignedIn("ann");
        Assert.Equal(200, (await thief.Client.Get("me")).Status);

        await server.Grains.TokenKeys().Rotate(new RotateTokenKeys(AtOnce: true));
        var refreshed = await server.Client().Post("sessions/refresh", new { refreshToken = thief.RefreshToken });

        await Eventually.Is(async () => (await server.Client().WithToken(refreshed["accessToken"]!).Get("me")).Status == 200, "the new key is known");
        Assert.Equal(401, (await thief.Client.Get("me")).Status);
    }

    [Fact]
    public async Task Strangers_who_name_keys_that_are_none_cost_no_more_than_a_call_a_second()
    {
        await using var server = await TestServer.Start("--Parley:Sessions:KeyPeriod=00:10:00");
        var ann = await server.SignedIn("ann");
        var forge = new TokenForge(server, ann.AccessToken);
        var keys = server.Services.GetRequiredService<CheckingKeys>();
        var (began, before) = (Stopwatch.GetTimestamp(), keys.Reads);

        for (var i = 0; i < 200; i++)
        {
            forge.Header["kid"] = $"key-{i}";
            Assert.Equal(401, (await server.Client().WithToken(forge.Sign()).Get("me")).Status);
        }

        // None at all if the look of the start is less than a second ago. That they are asked for is the test before.
        Assert.InRange(keys.Reads - before, 0, 1 + (int)Stopwatch.GetElapsedTime(began).TotalSeconds);
    }

    [Fact]
    public async Task Keys_that_OpenSSL_has_made_sign_and_the_public_part_of_the_old_one_checks()
    {
        using var folder = new TempFolder();
        var (old, next) = (File(folder, "old"), File(folder, "new"));
        Run($"genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out {old}");
        Run($"pkey -in {old} -pubout -out {old}.pub");
        Run($"genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out {next}");
        var server = await TestServer.Start($"--Parley:Sessions:KeyFiles:0={old}");
        var before = await server.SignedIn("ann");
        Assert.Equal(200, (await before.Client.Get("me")).Status);

        server = await server.Restart($"--Parley:Sessions:KeyFiles:0={next}", $"--Parley:Sessions:KeyFiles:1={old}.pub", "--Parley:Sessions:Algorithm=RS256");
        await using var _ = server;

        var after = await server.SignedInAgain(before.Id);
        Assert.Equal("RS256", Algorithm(after));
        Assert.Equal(200, (await after.Client.Get("me")).Status);
        Assert.Equal(200, (await server.Client().WithToken(before.AccessToken).Get("me")).Status);
        Assert.Equal(2, (await server.Client().Get(Path)).Json.GetProperty("keys").GetArrayLength());
        Assert.Equal([TokenKeyState.Signing, TokenKeyState.Verifying], (await server.Grains.TokenKeys().List()).Select(key => key.State));
        Assert.Contains("KeyFiles", (await server.Grains.TokenKeys().Rotate(new RotateTokenKeys(false))).Error!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_issued_for_a_day_is_checked_after_a_rotation()
    {
        await using var server = await TestServer.Start("--Parley:Sessions:KeyOverlap=00:01:00");
        var ann = await server.SignedIn("ann");
        var issued = (await server.Grains.User(ann.Id).OpenSession(new OpenSession("load", SessionForm.AccessTokenOnly) { TokenLifetime = TimeSpan.FromHours(24) })).Value!;
        await server.Grains.TokenKeys().Rotate(new RotateTokenKeys(false));
        server.Clock.Advance(TimeSpan.FromHours(23));

        var kid = (string)TokenForge.Part(issued.AccessToken!, 0)["kid"]!;
        Assert.Contains(kid, (await server.Grains.TokenKeys().Current()).Keys.Select(key => key.Id));
        Assert.Equal(200, (await server.Client().With(issued).Get("me")).Status);
        Assert.NotEqual(kid, (string)TokenForge.Part((await server.SignedInAgain(ann.Id)).AccessToken, 0)["kid"]!);
    }

    private static string Algorithm(TestUser user) => (string)TokenForge.Part(user.AccessToken, 0)["alg"]!;

    private static string File(TempFolder folder, string name) => System.IO.Path.Combine(folder.Path, name + ".pem");

    private static void Run(string arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("openssl", arguments) { RedirectStandardError = true })!;
        process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }

    /// <summary>By the numbers of the key, as any library in any language does it.</summary>
    private static bool Verifies(JsonElement key, string token)
    {
        var parts = token.Split('.');
        var (text, signature) = (Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"), Base64UrlEncoder.DecodeBytes(parts[2]));
        if (key.GetProperty("kty").GetString() == "EC")
        {
            using var ec = ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = new ECPoint { X = Bytes(key, "x"), Y = Bytes(key, "y") } });
            return ec.VerifyData(text, signature, HashAlgorithmName.SHA256);
        }

        using var rsa = RSA.Create(new RSAParameters { Modulus = Bytes(key, "n"), Exponent = Bytes(key, "e") });
        return rsa.VerifyData(text, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
    }

    private static byte[] Bytes(JsonElement key, string member) => Base64UrlEncoder.DecodeBytes(key.GetProperty(member).GetString());
}
