using System.Diagnostics;
using Parley.Grains.Sessions;
using Parley.Sessions;
using Parley.Tests.Support;
using Xunit;

namespace Parley.Tests.Unit.Sessions;

/// <summary>Keys as the real OpenSSL makes them.</summary>
[Trait("Scope", "S5")]
public sealed class TokenKeyFileTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out KEY", "PRIVATE KEY", TokenAlgorithms.Es256)]
    [InlineData("ecparam -name prime256v1 -genkey -out KEY", "EC PRIVATE KEY", TokenAlgorithms.Es256)]
    [InlineData("ecparam -name prime256v1 -genkey -noout -out KEY", "EC PRIVATE KEY", TokenAlgorithms.Es256)]
    [InlineData("genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out KEY", "PRIVATE KEY", TokenAlgorithms.Rs256)]
    [InlineData("genrsa -traditional -out KEY 3072", "RSA PRIVATE KEY", TokenAlgorithms.Rs256)]
    public void Its_private_keys_load_and_so_do_their_public_parts(string command, string label, string algorithm)
    {
        var file = Path.Combine(_folder.Path, "key.pem");
        OpenSsl(command.Replace("KEY", file, StringComparison.Ordinal));
        OpenSsl($"pkey -in {file} -pubout -out {file}.pub");
        Assert.Contains($"-----BEGIN {label}-----", File.ReadAllText(file), StringComparison.Ordinal);

        var key = TokenKeyFile.Read(file);
        var known = TokenKeyFile.Read(file + ".pub");

        Assert.Equal(algorithm, key.Algorithm);
        Assert.NotNull(key.Signing);
        Assert.Equal((key.Id, key.Algorithm, key.PublicKey), (known.Id, known.Algorithm, known.PublicKey), (a, b) => a.Item1 == b.Item1 && a.Item2 == b.Item2 && a.Item3.AsSpan().SequenceEqual(b.Item3.AsSpan()));
        Assert.Null(known.Signing);
        Assert.Equal(key.Id, TokenKeyPair.Import(algorithm, key.Export()).Id);
    }

    [Theory]
    [InlineData("genrsa -out KEY 1024", "1024 bits")]
    [InlineData("genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-384 -out KEY", "needs P-256")]
    [InlineData("genpkey -algorithm EC -pkeyopt ec_paramgen_curve:secp256k1 -out KEY", "P-256")]
    [InlineData("genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -pkeyopt ec_param_enc:explicit -out KEY", "P-256")]
    [InlineData("genpkey -algorithm ED25519 -out KEY", "neither RSA nor EC")]
    [InlineData("genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -aes256 -pass pass:secret -out KEY", "is encrypted")]
    [InlineData("genrsa -traditional -aes128 -passout pass:secret -out KEY 2048", "is encrypted")]
    public void Weak_and_wrong_keys_are_refused_with_a_sentence(string command, string words)
    {
        var file = Path.Combine(_folder.Path, "key.pem");
        OpenSsl(command.Replace("KEY", file, StringComparison.Ordinal));

        var refusal = Assert.Throws<TokenKeyException>(() => TokenKeyFile.Read(file));

        Assert.Contains(words, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_secret_is_base64_of_32_bytes_at_least()
    {
        var file = Path.Combine(_folder.Path, "secret");
        OpenSsl($"rand -base64 -out {file} 48");
        Assert.Equal(TokenAlgorithms.Hs256, TokenKeyFile.Read(file).Algorithm);

        OpenSsl($"rand -base64 -out {file} 31");
        Assert.Contains("31 bytes", Assert.Throws<TokenKeyException>(() => TokenKeyFile.Read(file)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("not a key")]
    [InlineData("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----")]
    [InlineData("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----")]
    public void What_is_no_key_is_refused(string text) => Assert.Throws<TokenKeyException>(() => TokenKeyFile.Parse(text));

    [Fact]
    public void A_file_that_is_not_there_is_refused() =>
        Assert.Contains("cannot be read", Assert.Throws<TokenKeyException>(() => TokenKeyFile.Read(Path.Combine(_folder.Path, "none"))).Message, StringComparison.Ordinal);

    private static void OpenSsl(string arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("openssl", arguments) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        var errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, errors);
    }
}
