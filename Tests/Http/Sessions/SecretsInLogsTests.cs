using System.Net.Http.Json;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Parley.Grains.Sessions;
using Parley.Tests.Support;
using Xunit;

namespace Parley.Tests.Http.Sessions;

public sealed class SecretsInLogsTests
{
    private const string Password = "tell-nobody-this";

    [Fact]
    [Trait("Scope", "S23")]
    public async Task No_secret_is_ever_logged()
    {
        var log = new LogRecorder();
        using var files = new TempFolder();
        await using var server = await TestServer.Start(
            new TempFolder(), builder => builder.Services.AddSingleton<ILoggerProvider>(log), $"--Parley:Logging:Folder={files.Path}", "--Parley:Logging:MaxQueued=1000000",
            "--Logging:LogLevel:Default=Trace", "--Logging:LogLevel:Orleans=Trace", "--Logging:LogLevel:Microsoft.AspNetCore=Trace", "--Logging:Console:LogLevel:Default=None");
        var client = server.Client();
        await client.Post("users", new { userName = "ann", password = Password });
        await client.Post("sessions", new { userName = "ann", password = Password + "x" });
        await client.PostText("sessions", $$"""{"userName":"ann","password":["{{Password}}"]}""");
        var signedIn = await client.Post("sessions", new { userName = "ann", password = Password });
        var refreshed = await client.Post("sessions/refresh", new { refreshToken = signedIn["refreshToken"] });
        var byCookie = await client.Post("sessions", new { userName = "ann", password = Password, cookie = true });
        await client.WithCookie(byCookie.Cookie!).Get("me");
        await client.WithToken(refreshed["accessToken"]!).Get("me");
        await client.WithToken(refreshed["accessToken"] + "x").Get("me");
        foreach (var address in (string[])["/hub?access_token=", "/hub?id=1&access%5Ftoken=", "/api/v1/ws?x=1&ACCESS_TOKEN=", "/api/v1/me?access_token=", "/nowhere?access_token="])
        {
            await client.Get(address + refreshed["accessToken"]);
        }

        // A stock client on every road, and a socket with a ticket that is spent, replayed and refused.
        foreach (var transport in (HttpTransportType[])[HttpTransportType.WebSockets, HttpTransportType.ServerSentEvents, HttpTransportType.LongPolling])
        {
            await using var hub = await HubClient.Connect(server.Address, refreshed["accessToken"], transport, isMessagePack: false);
            await hub.Call("Subscribe", "lobby", null, null);
        }

        await using var browser = await RawWebSocketClient.Connect(server.Address, $"/hub?access_token={refreshed["accessToken"]}");
        Assert.Equal(101, browser.Status);
        var ticket = (await client.WithToken(refreshed["accessToken"]!).Post("sessions/ticket"))["ticket"]!;
        foreach (var address in (string[])["/api/v1/ws?ticket=", "/api/v1/ws?x=%20&Ticket=", "/hub?id=1&ticket=", "/nowhere?ticket="])
        {
            await using var socket = await RawWebSocketClient.Connect(server.Address, address + ticket);
        }

        var key = (await server.Services.GetRequiredService<SigningKeys>().CurrentAsync()).Entries[0].Key.Export();

        // What people write and how webhooks are called is nobody's business either, nor what a query asks for.
        const string Text = "meet me under the oak";
        var ann = client.WithToken(refreshed["accessToken"]!);
        var room = (await ann.Post("rooms", new { name = "oak", visibility = "public" }))["id"]!;
        var sent = await ann.Post($"rooms/{room}/messages", new { clientId = "c-oak", text = Text });
        Assert.Equal(201, sent.Status);
        await ann.Send(HttpMethod.Patch, $"rooms/{room}/messages/{sent.Json.Seq()}", JsonContent.Create(new { text = Text + "!" }));
        await ann.Get($"search?q={Uri.EscapeDataString(Text)}");
        await using (var hub = await HubClient.Connect(server.Address, refreshed["accessToken"], HttpTransportType.WebSockets, isMessagePack: false))
        {
            await hub.Call("Send", room, "c-oak-2", Text, null);
        }

        var hook = (await ann.Post($"rooms/{room}/hooks", new { name = "Build" }))["url"]!;
        await client.PostText(new Uri(hook).AbsolutePath, $$"""{"text":"{{Text}}"}""");

        string[] secrets =
        [
            Text, hook[(hook.IndexOf('-', hook.LastIndexOf('/')) + 1)..], // a secret may have such a sign in it
            ticket.Split('.')[2], Convert.ToBase64String(key)[..40], Convert.ToHexString(key)[..40],
            Password, SecretOf(signedIn["refreshToken"]!), SecretOf(refreshed["refreshToken"]!), SecretOf(byCookie.Cookie!),
            signedIn["accessToken"]!.Split('.')[2], refreshed["accessToken"]!.Split('.')[2],
        ];
        Assert.Contains(log.Lines, line => line.Contains("Request starting", StringComparison.Ordinal) && line.Contains("/hub", StringComparison.Ordinal));

        // What SignalR says of calls is dropped where lines are written, see PrivateLines.
        Assert.DoesNotContain(
            log.Lines,
            line => !line.StartsWith("Debug Microsoft.AspNetCore.SignalR.Internal.DefaultHubDispatcher", StringComparison.Ordinal) && secrets.Any(secret => line.Contains(secret, StringComparison.Ordinal)));
        await Written(files, server, [.. secrets, "meet%20me", "meet+me"]);
    }

    [Fact]
    [Trait("Scope", "S23")]
    public async Task Nor_is_a_code_or_an_address()
    {
        var log = new LogRecorder();
        using var files = new TempFolder();
        await using var server = await TestServer.Start(
            new TempFolder(), builder => builder.Services.AddSingleton<ILoggerProvider>(log), "--environment=Development", $"--Parley:Logging:Folder={files.Path}", "--Parley:Logging:MaxQueued=1000000",
            "--Logging:LogLevel:Default=Trace", "--Logging:LogLevel:Orleans=Trace", "--Logging:LogLevel:Microsoft.AspNetCore=Trace", "--Logging:Console:LogLevel:Default=None");
        var user = await server.SignedIn("ann");
        var sent = await user.Client.Post("me/contacts", new { kind = "email", address = "quiet@example.org" });
        var code = await server.OutboxCode("quiet@example.org");
        await user.Client.Post("me/contacts/verify", new { id = sent["id"], code = code + "x" });
        await user.Client.Post("me/contacts/verify", new { id = sent["id"], code });
        var reset = await server.Client().Post("password-resets", new { email = "quiet@example.org" });
        var resetCode = "";
        await Eventually.Is(async () => (resetCode = await server.OutboxCode("quiet@example.org")) != code, "the second code has come", TimeSpan.FromSeconds(60));
        await server.Client().Post($"password-resets/{reset["id"]}", new { code = resetCode, password = Password });
        var asked = await server.Client().Post("sessions", new { userName = "ann", password = Password });
        var client = server.Client().WithToken(asked["accessToken"]!);
        var setup = await client.Post("me/second-factor/setup", new { password = Password });

        // Six digits may stand anywhere by chance: a code is looked for as it would be written beside its own words.
        string[] secrets = [$"\"{code}", $" {code}", $"\"{resetCode}", $" {resetCode}", "quiet@example.org", Password, setup["secret"]!];
        Assert.DoesNotContain(log.Lines, line => secrets.Any(secret => line.Contains(secret, StringComparison.Ordinal)));
        await Written(files, server, secrets);
    }

    /// <summary>Files hold not only what lines say, but all that they are made of.</summary>
    private static async Task Written(TempFolder files, TestServer server, string[] secrets)
    {
        await server.DisposeAsync();
        var lines = Directory.GetFiles(files.Path).SelectMany(File.ReadAllLines).ToArray();
        Assert.Contains(lines, line => line.Contains("Request finished", StringComparison.Ordinal));
        Assert.DoesNotContain(lines, line => secrets.Any(secret => line.Contains(secret, StringComparison.Ordinal) || line.Contains(secret.Replace("\"", "\\\"", StringComparison.Ordinal), StringComparison.Ordinal)));
    }

    private static string SecretOf(string token) => token.Split('.')[1];
}
