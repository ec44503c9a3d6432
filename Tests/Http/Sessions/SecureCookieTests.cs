using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Parley.Tests.Support;
using Xunit;

namespace Parley.Tests.Http.Sessions;

/// <summary>The cookie over TLS, with a certificate as an operator configures it.</summary>
public sealed class SecureCookieTests : IAsyncLifetime, IDisposable
{
    private readonly TempFolder _folder = new();
    private TestServer _server = null!;
    private string _certificate = "";

    public async ValueTask InitializeAsync()
    {
        var path = Path.Combine(_folder.Path, "server.pfx");
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256).CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        _certificate = certificate.GetCertHashString(HashAlgorithmName.SHA256);
        await File.WriteAllBytesAsync(path, certificate.Export(X509ContentType.Pfx, "pw"));
        _server = await TestServer.Start("--urls=https://127.0.0.1:0", $"--Kestrel:Certificates:Default:Path={path}", "--Kestrel:Certificates:Default:Password=pw");
    }

    public async ValueTask DisposeAsync() => await _server.DisposeAsync();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Behind_TLS_only_the_cookie_that_no_neighbour_can_set_signs_in()
    {
        var ann = await _server.SignedIn("ann", Parley.Sessions.SessionForm.Cookie);
        var value = ann.SignedIn.Cookie!;

        Assert.Equal(200, await Get($"__Host-parley_session={value}"));
        Assert.Equal(401, await Get($"parley_session={value}"));
        Assert.Equal(401, await Get($"__Host-parley_session=x; parley_session={value}"));
        Assert.Equal(401, await Get($"__Secure-parley_session={value}"));
    }

    [Fact]
    public async Task It_is_set_for_this_host_alone()
    {
        using var http = Client();
        using var registered = await http.PostAsync(new Uri(_server.Address, "/api/v1/users"), Json("""{"userName":"bob","password":"correct horse battery"}"""), TestContext.Current.CancellationToken);
        using var signedIn = await http.PostAsync(new Uri(_server.Address, "/api/v1/sessions"), Json("""{"userName":"bob","password":"correct horse battery","cookie":true}"""), TestContext.Current.CancellationToken);

        var cookies = signedIn.Headers.GetValues("Set-Cookie").Select(cookie => cookie.Split("; ")).ToList();
        Assert.Single(cookies, cookie => cookie[0].StartsWith("__Host-parley_session=", StringComparison.Ordinal));
        Assert.All(cookies, cookie => // also that of a known device
        {
            Assert.Contains("secure", cookie);
            Assert.Contains("httponly", cookie);
            Assert.Contains("samesite=strict", cookie);
            Assert.Contains("path=/", cookie);
            Assert.DoesNotContain(cookie, part => part.StartsWith("domain", StringComparison.OrdinalIgnoreCase));
        });
    }

    private async Task<int> Get(string cookie)
    {
        using var http = Client();
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(_server.Address, "/api/v1/me"));
        request.Headers.Add("Cookie", cookie);
        using var answer = await http.SendAsync(request, TestContext.Current.CancellationToken);
        return (int)answer.StatusCode;
    }

    private static StringContent Json(string text) => new(text, System.Text.Encoding.UTF8, "application/json");

    /// <summary>Trusts the certificate of the test and no other.</summary>
    private HttpClient Client() => new(new SocketsHttpHandler
    {
        UseCookies = false, SslOptions = { RemoteCertificateValidationCallback = (_, shown, _, _) => shown?.GetCertHashString(HashAlgorithmName.SHA256) == _certificate },
    });
}
