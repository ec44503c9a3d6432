using System.Diagnostics;
using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Parley.Tests.Support;
using Parley.WebFrontend;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Parley.Tests.Http.Tls;

/// <summary>TLS without a proxy, with certificates that openssl has made.</summary>
[Trait("Scope", "S8")]
public sealed class TlsTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly TempFolder _data = new();

    public void Dispose()
    {
        _folder.Dispose();
        _data.Dispose();
    }

    [Fact]
    public async Task It_is_served_with_the_certificate_of_the_files_and_with_the_next_one_when_they_change()
    {
        MakeCertificate("first.test");
        var clock = new TestClock();
        await using var app = ParleyServer.Build(
            [
                "--urls=https://127.0.0.1:0;http://127.0.0.1:0", $"--Parley:DataPath={_data.Path}", "--environment=Production", "--Logging:LogLevel:Default=Warning",
                $"--Parley:Tls:Certificate={File("cert.pem")}", $"--Parley:Tls:Key={File("key.pem")}", "--Parley:Tls:RedirectToPort=8443",
                "--Parley:Irc:Enabled=true", "--Parley:Irc:Port=0", "--Parley:Irc:Tls=true",
            ],
            builder => builder.Services.AddSingleton<TimeProvider>(clock));
        await app.StartAsync(TestContext.Current.CancellationToken);
        var addresses = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Select(address => new Uri(address)).ToArray();
        var (https, http) = (addresses.Single(address => address.Scheme == "https"), addresses.Single(address => address.Scheme == "http"));

        var (subject, answer) = await Get(new Uri(https, "/api/v1/sessions/options"));
        Assert.Equal(("CN=first.test", HttpStatusCode.OK), (subject, answer.StatusCode));
        Assert.Equal("max-age=31536000; includeSubDomains", Assert.Single(answer.Headers.GetValues("Strict-Transport-Security")));

        var (_, redirected) = await Get(new Uri(http, "/rooms/x?y=1"));
        Assert.Equal((HttpStatusCode.PermanentRedirect, "https://127.0.0.1:8443/rooms/x?y=1"), (redirected.StatusCode, redirected.Headers.Location?.OriginalString));
        Assert.False(redirected.Headers.Contains("Strict-Transport-Security"));
        Assert.Equal(HttpStatusCode.OK, (await Get(new Uri(http, "/health/live"))).Answer.StatusCode);

        await using var irc = await IrcClient.ConnectSecurely(app.Services, "CN=first.test");
        await irc.Send("PING secret");
        Assert.Equal("secret", (await irc.Expect("PONG")).Parameters[^1]);

        MakeCertificate("second.test");
        clock.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal("CN=second.test", (await Get(new Uri(https, "/health/live"))).Subject);

        // What cannot be read changes nothing.
        await System.IO.File.WriteAllTextAsync(File("cert.pem"), "not yet", TestContext.Current.CancellationToken);
        clock.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal("CN=second.test", (await Get(new Uri(https, "/health/live"))).Subject);
        await app.StopAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_certificate_that_is_missing_stops_the_start()
    {
        var fault = await Assert.ThrowsAnyAsync<Exception>(() => TestServer.Start("--Parley:Tls:Certificate=/nowhere/cert.pem", "--Parley:Tls:Key=/nowhere/key.pem"));
        Assert.Contains("Parley:Tls:Certificate", fault.Message, StringComparison.Ordinal);
    }

    private string File(string name) => Path.Combine(_folder.Path, name);

    private void MakeCertificate(string name)
    {
        using var openssl = Process.Start(new ProcessStartInfo(
            "openssl", ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "30", "-subj", $"/CN={name}", "-keyout", File("key.pem"), "-out", File("cert.pem")])
        { RedirectStandardError = true })!;
        var errors = openssl.StandardError.ReadToEnd();
        openssl.WaitForExit();
        Assert.True(openssl.ExitCode == 0, errors);
    }

    private static async Task<(string? Subject, HttpResponseMessage Answer)> Get(Uri address)
    {
        string? subject = null;
        using var http = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            SslOptions = new SslClientAuthenticationOptions
            {
                RemoteCertificateValidationCallback = (_, certificate, _, _) =>
                {
                    subject = (certificate as X509Certificate2)?.Subject;
                    return certificate is not null; // any: the test made it
                },
            },
        });
        var answer = await http.GetAsync(address, TestContext.Current.CancellationToken);
        return (subject, answer);
    }
}
