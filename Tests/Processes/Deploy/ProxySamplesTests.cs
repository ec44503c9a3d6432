using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Net.Security;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Parley.LocalCluster.Processes;
using Parley.Tests.Docs;
using Parley.Tests.Support;
using Xunit;

namespace Parley.Tests.Processes.Deploy;

/// <summary>
/// The very samples of deploy/proxy, run by the real programs in front of a server under /chat; only addresses, ports and certificates are others. Of the two frontends that they
/// name the second is gone.
/// </summary>
[Collection(ProcessTests.Name)]
public sealed class ProxySamplesTests(ProxySamplesTests.Fixture fixture) : IClassFixture<ProxySamplesTests.Fixture>
{
    private const string Subject = "CN=127.0.0.1";
    private const string Password = "correct horse battery 42";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("nginx")]
    [InlineData("haproxy")]
    [InlineData("caddy")]
    public async Task The_sample_brings_people_and_their_sockets_to_a_frontend_that_is_there(string name)
    {
        var tool = new Tool(name, name == "nginx" ? "nginx-light" : name);
        Assert.SkipWhen(tool.Missing is not null, tool.Missing ?? "");
        using var folder = new TempFolder();
        await using var proxy = await Proxy.Start(tool, folder, fixture.Server.Address);
        using var http = new HttpClient(new SocketsHttpHandler { SslOptions = Trusting(), UseCookies = false, AllowAutoRedirect = false }) { BaseAddress = new Uri($"https://127.0.0.1:{proxy.Port}") };

        // 1. One of two frontends is gone: nobody notices.
        for (var i = 0; i < 8; i++)
        {
            Assert.Equal(HttpStatusCode.OK, (await http.GetAsync("/chat/health/ready", Cancellation)).StatusCode);
        }

        // 2. The server knows that it is TLS, and who it is, whatever the client says.
        var userName = "u" + Guid.NewGuid().ToString("N")[..8];
        using var signUp = await http.PostAsJsonAsync("/chat/api/v1/users", new { userName, password = Password }, Cancellation);
        Assert.Equal("/chat/api/v1/users/", string.Concat(signUp.Headers.Location!.OriginalString.Take(19)));
        using var signIn = new HttpRequestMessage(HttpMethod.Post, "/chat/api/v1/sessions") { Content = JsonContent.Create(new { userName, password = Password, cookie = true }) };
        signIn.Headers.Add("X-Forwarded-For", "198.51.100.7");
        signIn.Headers.Add("X-Forwarded-Proto", "http");
        using var signedIn = await http.SendAsync(signIn, Cancellation);
        var cookie = signedIn.Headers.GetValues("Set-Cookie").Single(line => line.Contains("parley_session", StringComparison.Ordinal)).Split(';')[0];
        Assert.StartsWith("__Host-parley_session.chat=", cookie, StringComparison.Ordinal);
        var user = (await signedIn.Content.ReadFromJsonAsync<System.Text.Json.JsonElement>(Cancellation)).GetProperty("user").Text("id");
        var admin = await fixture.Server.Admin();
        await Eventually.Is(async () => (await admin.Client.Get($"admin/audit?actor={user}&event=authn_login_success")).Json.GetProperty("entries").EnumerateArray().FirstOrDefault() is { ValueKind: System.Text.Json.JsonValueKind.Object } entry
            && entry.Text("address") == "127.0.0.1", "the audit log has the client's own address");

        // 3. A WebSocket.
        using var socket = new ClientWebSocket();
        socket.Options.RemoteCertificateValidationCallback = (_, certificate, _, _) => IsOurs(certificate);
        socket.Options.SetRequestHeader("Cookie", cookie);
        socket.Options.SetRequestHeader("Origin", $"https://127.0.0.1:{proxy.Port}");
        await socket.ConnectAsync(new Uri($"wss://127.0.0.1:{proxy.Port}/chat/api/v1/ws"), Cancellation);
        var buffer = new byte[4096];
        var frame = await socket.ReceiveAsync(buffer, Cancellation);
        Assert.Contains("\"ready\"", Encoding.UTF8.GetString(buffer, 0, frame.Count), StringComparison.Ordinal);

        // 4. Whoever comes without TLS is sent to where it is.
        if (proxy.PlainPort is { } plain)
        {
            using var answer = await http.GetAsync(new Uri($"http://127.0.0.1:{plain}/chat/"), Cancellation);
            Assert.Equal((HttpStatusCode.PermanentRedirect, "https"), (answer.StatusCode, answer.Headers.Location?.Scheme));
        }
    }

    private static SslClientAuthenticationOptions Trusting() => new() { RemoteCertificateValidationCallback = (_, certificate, _, _) => IsOurs(certificate) };

    private static bool IsOurs(X509Certificate? certificate) => certificate?.Subject == Subject;

    public sealed class Fixture : IAsyncLifetime
    {
        public TestServer Server { get; private set; } = null!;

        public async ValueTask InitializeAsync() => Server = await DevelopmentFixture.Start("--environment=Production", "--Parley:PathBase=/chat", "--Parley:Proxies:0=127.0.0.1");

        public ValueTask DisposeAsync() => Server.DisposeAsync();
    }

    private sealed class Proxy : IAsyncDisposable
    {
        private readonly StringBuilder _output = new();
        private readonly Process _process;

        private Proxy(ProcessStartInfo start, int port, int? plainPort)
        {
            (Port, PlainPort) = (port, plainPort);
            (start.RedirectStandardOutput, start.RedirectStandardError) = (true, true);
            _process = Process.Start(start)!;
            _process.OutputDataReceived += Keep;
            _process.ErrorDataReceived += Keep;
            _process.BeginOutputReadLine();
            _process.BeginErrorReadLine();
        }

        public int Port { get; }

        /// <summary>Null: it does not take clients without TLS.</summary>
        public int? PlainPort { get; }

        public static async Task<Proxy> Start(Tool tool, TempFolder folder, Uri server)
        {
            var (port, plain, gone) = (LoopbackPort.Free(), LoopbackPort.Free(), LoopbackPort.Free());
            var (certificate, key) = WriteCertificate(folder);
            string Sample(string name, params (string Old, string New)[] changes) =>
                Replace(File.ReadAllText(Path.Combine(GeneratedDoc.Root, "deploy", "proxy", name)), [.. changes, ("frontend1:8080", server.Authority), ("frontend2:8080", $"127.0.0.1:{gone}")]);

            string Write(string name, string text)
            {
                var path = Path.Combine(folder.Path, name);
                File.WriteAllText(path, text);
                return path;
            }

            ProcessStartInfo start;
            switch (tool.Program)
            {
                case "nginx":
                    var site = Write("parley.conf", Sample(
                        "nginx.conf", ("listen 443", $"listen 127.0.0.1:{port}"), ("listen 80", $"listen 127.0.0.1:{plain}"), ("location / {", "location /chat/ {"),
                        ("/etc/ssl/parley/fullchain.pem", certificate), ("/etc/ssl/parley/privkey.pem", key)));
                    var main = Write("nginx.conf", $"daemon off; master_process off; pid {folder.Path}/pid; error_log stderr; events {{}}\nhttp {{ access_log off; {Folders(folder)} include {site}; }}\n");
                    start = new ProcessStartInfo(tool.Path, ["-p", folder.Path, "-c", main, "-e", "stderr"]);
                    break;
                case "haproxy":
                    start = new ProcessStartInfo(tool.Path, ["-db", "-f", Write("haproxy.cfg", Sample(
                        "haproxy.cfg", ("bind :443", $"bind 127.0.0.1:{port}"), ("bind :80", $"bind 127.0.0.1:{plain}"), ("default_backend parley", "use_backend parley if { path /chat } || { path_beg /chat/ }"),
                        ("/etc/ssl/parley/both.pem", Write("both.pem", File.ReadAllText(certificate) + File.ReadAllText(key)))))]);
                    break;
                default:
                    var caddyfile = "{\n\tadmin off\n\tauto_https off\n}\n" + Sample("Caddyfile", ("chat.example.org {", $"https://127.0.0.1:{port} {{\n\ttls {certificate} {key}\n\thandle /chat* {{")) + "}\n";
                    start = new ProcessStartInfo(tool.Path, ["run", "--adapter", "caddyfile", "--config", Write("Caddyfile", caddyfile)]);
                    start.Environment["HOME"] = folder.Path;
                    (start.Environment["XDG_DATA_HOME"], start.Environment["XDG_CONFIG_HOME"]) = (folder.Path, folder.Path);
                    break;
            }

            var proxy = new Proxy(start, port, tool.Program == "caddy" ? null : plain);
            await proxy.Listens();
            return proxy;
        }

        public async ValueTask DisposeAsync()
        {
            _process.Kill();
            await _process.WaitForExitAsync();
            _process.Dispose();
        }

        private static string Replace(string text, IEnumerable<(string Old, string New)> changes)
        {
            foreach (var (old, instead) in changes)
            {
                Assert.Contains(old, text, StringComparison.Ordinal);
                text = text.Replace(old, instead, StringComparison.Ordinal);
            }

            return text;
        }

        private static string Folders(TempFolder folder) =>
            string.Concat(new[] { "client_body", "proxy", "fastcgi", "uwsgi", "scgi" }.Select(name => $"{name}_temp_path {folder.Path}/{name}; "));

        private static (string Certificate, string Key) WriteCertificate(TempFolder folder)
        {
            using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            var request = new CertificateRequest(Subject, key, HashAlgorithmName.SHA256);
            using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
            var paths = (Path.Combine(folder.Path, "certificate.pem"), Path.Combine(folder.Path, "key.pem"));
            File.WriteAllText(paths.Item1, certificate.ExportCertificatePem() + "\n");
            File.WriteAllText(paths.Item2, key.ExportPkcs8PrivateKeyPem() + "\n");
            return paths;
        }

        private void Keep(object sender, DataReceivedEventArgs line)
        {
            lock (_output)
            {
                _output.AppendLine(line.Data);
            }
        }

        private async Task Listens()
        {
            try
            {
                await Eventually.Is(async () => _process.HasExited ? throw new InvalidOperationException("It has ended.") : await Accepts(Port), "the proxy listens");
            }
            catch (Exception e)
            {
                await DisposeAsync();
                lock (_output)
                {
                    throw new InvalidOperationException($"The proxy does not run: {_output}", e);
                }
            }
        }

        private static async Task<bool> Accepts(int port)
        {
            using var probe = new TcpClient();
            try
            {
                await probe.ConnectAsync(IPAddress.Loopback, port);
                return true;
            }
            catch (SocketException)
            {
                return false;
            }
        }
    }
}
