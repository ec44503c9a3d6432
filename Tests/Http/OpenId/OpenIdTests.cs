using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Parley.Errors;
using Parley.Tests.Support;
using Xunit;

namespace Parley.Tests.Http.OpenId;

/// <summary>Signing in by a real provider, as a browser does it: with a jar of cookies, from one redirect to the next.</summary>
public sealed class OpenIdTests : IAsyncLifetime
{
    private readonly OpenIdProviderProcess _provider = new();
    private readonly Uri _address = new($"http://127.0.0.1:{LoopbackPort.Free()}");
    private TestServer? _server;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(OpenIdProviderProcess.Missing is not null, OpenIdProviderProcess.Missing ?? "");
        await _provider.Start(_address, new Uri(_address, "/chat/"));
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        await _provider.DisposeAsync();
    }

    [Fact]
    public async Task Who_comes_first_chooses_a_name_and_comes_back_as_the_same()
    {
        await StartServer();
        await _provider.Next("sub-1", new { preferred_username = "Ann Berger", name = "Ann Berger" });
        using var browser = new Browser(_address);
        Assert.Equal("""[{"id":"local","name":"The provider"}]""", (await browser.Json("sessions/options")).GetProperty("providers").GetRawText());

        Assert.Equal("/welcome", await browser.Goes("/api/v1/openid/local?return=/rooms/lobby"));
        var pending = await browser.Json("openid/sign-up");
        Assert.Equal(("The provider", "AnnBerger"), (pending.GetProperty("provider").GetString(), pending.GetProperty("userName").GetString()));
        var (status, _) = await browser.Post("openid/sign-up", new { userName = "ann", displayName = "Ann" });
        Assert.Equal(HttpStatusCode.Created, status);
        Assert.Equal("ann", (await browser.Json("me")).GetProperty("userName").GetString());
        Assert.Equal("lobby", (await browser.Json("rooms?member=me"))[0].GetProperty("name").GetString());
        Assert.Equal("local", (await browser.Json("me/logins"))[0].GetProperty("provider").GetString());

        using var other = new Browser(_address);
        Assert.Equal("/rooms/lobby", await other.Goes("/api/v1/openid/local?return=/rooms/lobby"));
        Assert.Equal("ann", (await other.Json("me")).GetProperty("userName").GetString());

        await _provider.Next("sub-2", new { });
        using var stranger = new Browser(_address);
        Assert.Equal("/welcome", await stranger.Goes("/api/v1/openid/local"));
        Assert.Equal((HttpStatusCode.Conflict, ErrorCatalog.NameTaken), await stranger.Post("openid/sign-up", new { userName = "ann" }));
    }

    [Fact]
    public async Task The_way_back_is_a_page_of_ours_whatever_was_asked_for()
    {
        await StartServer();
        await SignedUp("sub-1", "ann");
        foreach (var address in (string[])["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"])
        {
            using var browser = new Browser(_address);
            Assert.Equal("/", await browser.Goes($"/api/v1/openid/local?return={Uri.EscapeDataString(address)}"));
        }
    }

    [Fact]
    public async Task A_tampered_state_a_foreign_nonce_and_a_replayed_code_sign_nobody_in()
    {
        await StartServer();
        await SignedUp("sub-1", "ann");
        var failed = $"/?failed={ErrorCatalog.LoginFailed}";

        using (var browser = new Browser(_address))
        {
            var callback = await browser.Callback();
            Assert.Equal(failed, await browser.Goes(callback.Replace("state=", "state=x", StringComparison.Ordinal)));
            Assert.Equal(HttpStatusCode.Unauthorized, await browser.Status("me"));
        }

        using (var browser = new Browser(_address))
        {
            var callback = await browser.Callback(authorize => System.Text.RegularExpressions.Regex.Replace(authorize, "nonce=[^&]*", "nonce=another"));
            Assert.Equal(failed, await browser.Goes(callback));
            Assert.Equal(HttpStatusCode.Unauthorized, await browser.Status("me"));
        }

        using (var browser = new Browser(_address))
        {
            var callback = await browser.Callback();
            using var thief = new Browser(_address); // has the address, and not the cookies
            Assert.Equal(failed, await thief.Goes(callback));
            using var copied = browser.Copy(); // has both, but comes second
            Assert.Equal("/", await browser.Goes(callback));
            Assert.Equal(failed, await copied.Goes(callback));
            Assert.Equal(HttpStatusCode.Unauthorized, await copied.Status("me"));
        }
    }

    [Fact]
    public async Task A_provider_that_is_down_is_told_in_a_page_and_comes_back()
    {
        await StartServer();
        await _provider.Kill();
        using var browser = new Browser(_address);

        Assert.Equal($"/?failed={ErrorCatalog.LoginFailed}", await browser.Goes("/api/v1/openid/local"));
        Assert.Equal(HttpStatusCode.NotFound, await browser.Status("openid/other"));

        await _provider.Start(_address, new Uri(_address, "/chat/"));
        await _provider.Next("sub-1", new { });
        Assert.Equal("/welcome", await browser.Goes("/api/v1/openid/local"));
    }

    [Fact]
    public async Task By_address_somebody_is_the_same_only_if_both_sides_have_made_sure_and_the_settings_say_so()
    {
        await StartServer("--environment=Development", "--Parley:OpenId:Providers:local:TrustEmail=true", "--Parley:OpenId:Providers:local:LinkByEmail=true");
        var user = await _server!.SignedIn("mary");
        var sent = await user.Client.Post("me/contacts", new { kind = "email", address = "mary@example.org" });

        await _provider.Next("early", new { email = "mary@example.org", email_verified = true });
        using (var browser = new Browser(_address))
        {
            Assert.Equal("/welcome", await browser.Goes("/api/v1/openid/local")); // claimed here, not confirmed
        }

        await user.Client.Post("me/contacts/verify", new { id = sent["id"], code = await _server.OutboxCode("mary@example.org") });
        await _provider.Next("unsure", new { email = "mary@example.org", email_verified = false });
        using (var browser = new Browser(_address))
        {
            Assert.Equal("/welcome", await browser.Goes("/api/v1/openid/local"));
        }

        await _provider.Next("sure", new { email = "Mary@example.org", email_verified = true });
        using (var browser = new Browser(_address))
        {
            Assert.Equal("/", await browser.Goes("/api/v1/openid/local"));
            Assert.Equal("mary", (await browser.Json("me")).GetProperty("userName").GetString());
        }
    }

    [Fact]
    public async Task A_closed_server_takes_nobody_by_a_provider_either()
    {
        await StartServer("--Parley:SignUp:Policy=closed");
        await _provider.Next("sub-1", new { });
        using var browser = new Browser(_address);

        Assert.Equal("/welcome", await browser.Goes("/api/v1/openid/local"));
        Assert.Equal((HttpStatusCode.Forbidden, ErrorCatalog.SignUpClosed), await browser.Post("openid/sign-up", new { userName = "ann" }));
    }

    [Fact]
    public async Task Who_is_signed_in_links_a_login_and_takes_it_away()
    {
        await StartServer();
        await _provider.Next("sub-9", new { });
        var user = await _server!.SignedIn("linker", Parley.Sessions.SessionForm.Cookie);
        using var browser = new Browser(_address);
        Assert.Equal(HttpStatusCode.Unauthorized, await browser.Status("openid/local?link=true"));
        browser.Has("parley_session", user.SignedIn.Cookie!);

        Assert.Equal("/account", await browser.Goes("/api/v1/openid/local?link=true"));
        var id = (await browser.Json("me/logins"))[0].GetProperty("id").GetString();
        using (var elsewhere = new Browser(_address))
        {
            Assert.Equal("/", await elsewhere.Goes("/api/v1/openid/local"));
            Assert.Equal("linker", (await elsewhere.Json("me")).GetProperty("userName").GetString());
        }

        // The user has no password: without this login there would be no way in.
        var refused = await user.Client.Delete($"me/logins/{id}");
        Assert.Equal((409, ErrorCatalog.LoginLast), (refused.Status, refused.Json.Text("code")));
        await _provider.Next("sub-10", new { });
        using (var second = new Browser(_address))
        {
            second.Has("parley_session", user.SignedIn.Cookie!);
            Assert.Equal("/account", await second.Goes("/api/v1/openid/local?link=true"));
        }

        Assert.Equal(204, (await user.Client.Delete($"me/logins/{id}")).Status);
        Assert.Equal(404, (await user.Client.Delete($"me/logins/{id}")).Status);
        Assert.Equal(409, (await user.Client.Delete($"me/logins/{(await browser.Json("me/logins"))[0].GetProperty("id").GetString()}")).Status);
    }

    [Fact]
    public async Task An_answer_may_come_back_after_a_restart_of_the_frontend()
    {
        await StartServer();
        await SignedUp("sub-1", "ann");
        using var browser = new Browser(_address);
        var callback = await browser.Callback();

        _server = await _server!.Restart([.. _provider.Settings(), $"--urls={_address}"]);

        Assert.Equal("/", await browser.Goes(callback));
        Assert.Equal("ann", (await browser.Json("me")).GetProperty("userName").GetString());
    }

    [Fact]
    public async Task Under_a_path_of_the_host_the_way_there_and_back_stays_under_it()
    {
        await StartServer("--Parley:PathBase=/chat");
        await _provider.Next("sub-1", new { });
        using var browser = new Browser(_address);

        Assert.Equal("/chat/welcome", await browser.Goes("/chat/api/v1/openid/local"));
        Assert.Equal(HttpStatusCode.Created, (await browser.Post("openid/sign-up", new { userName = "ann" })).Status);
        Assert.Equal("/chat/rooms/lobby", await browser.Goes("/chat/api/v1/openid/local?return=/rooms/lobby"));
    }

    private async Task StartServer(params string[] settings) => _server = await TestServer.Start([.. _provider.Settings(settings), $"--urls={_address}"]);

    private async Task SignedUp(string sub, string userName)
    {
        await _provider.Next(sub, new { });
        using var browser = new Browser(_address);
        Assert.Equal("/welcome", await browser.Goes("/api/v1/openid/local"));
        Assert.Equal(HttpStatusCode.Created, (await browser.Post("openid/sign-up", new { userName })).Status);
    }

    private sealed class Browser(Uri address) : IDisposable
    {
        private readonly Dictionary<string, Dictionary<string, string>> _cookies = []; // by port: the container of .NET mixes those of one host
        private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false });

        public Browser Copy()
        {
            var copy = new Browser(address);
            foreach (var (host, jar) in _cookies)
            {
                copy._cookies[host] = new(jar);
            }

            return copy;
        }

        public void Has(string cookie, string value) => Jar(address)[cookie] = value;

        /// <summary>Follows redirects from an address of ours until a page of ours; the path of that.</summary>
        public async Task<string> Goes(string path)
        {
            var at = new Uri(address, path);
            for (var hops = 0; hops < 15; hops++)
            {
                using var answer = await Send(HttpMethod.Get, at, null);
                if (answer.Headers.Location is null)
                {
                    throw new InvalidOperationException($"{at} answered {(int)answer.StatusCode}.");
                }

                at = new Uri(at, answer.Headers.Location);
                if (at.Authority == address.Authority && !at.AbsolutePath.Contains("/api/", StringComparison.Ordinal))
                {
                    return at.PathAndQuery;
                }
            }

            throw new InvalidOperationException("Too many redirects.");
        }

        /// <summary>Goes to the provider and signs in there; the address to which it sends back.</summary>
        public async Task<string> Callback(Func<string, string>? tamper = null)
        {
            var at = new Uri(address, "/api/v1/openid/local");
            for (var hops = 0; hops < 15; hops++)
            {
                using var answer = await Send(HttpMethod.Get, at, null);
                at = new Uri(at, answer.Headers.Location!);
                if (hops == 0 && tamper is not null)
                {
                    at = new Uri(tamper(at.AbsoluteUri));
                }

                if (at.AbsolutePath.EndsWith("/callback", StringComparison.Ordinal))
                {
                    return at.PathAndQuery;
                }
            }

            throw new InvalidOperationException("Too many redirects.");
        }

        public async Task<JsonElement> Json(string path)
        {
            using var answer = await Send(HttpMethod.Get, new Uri(address, $"/api/v1/{path}"), null);
            return JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;
        }

        public async Task<HttpStatusCode> Status(string path)
        {
            using var answer = await Send(HttpMethod.Get, new Uri(address, $"/api/v1/{path}"), null);
            return answer.StatusCode;
        }

        public async Task<(HttpStatusCode Status, string? Code)> Post(string path, object body)
        {
            using var answer = await Send(HttpMethod.Post, new Uri(address, $"/api/v1/{path}"), JsonContent.Create(body));
            var json = JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;
            return (answer.StatusCode, json.TryGetProperty("code", out var code) ? code.GetString() : null);
        }

        public void Dispose() => _http.Dispose();

        private Dictionary<string, string> Jar(Uri at) =>
            _cookies.TryGetValue(at.Authority, out var jar) ? jar : _cookies[at.Authority] = [];

        private async Task<HttpResponseMessage> Send(HttpMethod method, Uri at, HttpContent? content)
        {
            var jar = Jar(at);
            using var request = new HttpRequestMessage(method, at) { Content = content };
            if (jar.Count > 0)
            {
                request.Headers.TryAddWithoutValidation("Cookie", string.Join("; ", jar.Select(cookie => $"{cookie.Key}={cookie.Value}")));
            }

            var answer = await _http.SendAsync(request);
            foreach (var line in answer.Headers.TryGetValues("Set-Cookie", out var lines) ? lines : [])
            {
                var (name, value) = (line.Split('=', 2)[0], line.Split('=', 2)[1].Split(';')[0]);
                if (value.Length == 0)
                {
                    jar.Remove(name);
                }
                else
                {
                    jar[name] = value;
                }
            }

            return answer;
        }
    }
}
