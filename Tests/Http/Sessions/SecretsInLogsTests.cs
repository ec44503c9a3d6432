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
    public async Task No_secret_is_ever_logged()
    {
        var log = new LogRecorder();
        await using var server = await TestServer.Start(
            new TempFolder(), builder => builder.Services.AddSingleton<ILoggerProvider>(log),
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
        string[] secrets =
        [
            ticket.Split('.')[2], Convert.ToBase64String(key)[..40], Convert.ToHexString(key)[..40],
            Password, SecretOf(signedIn["refreshToken"]!), SecretOf(refreshed["refreshToken"]!), SecretOf(byCookie.Cookie!),
            signedIn["accessToken"]!.Split('.')[2], refreshed["accessToken"]!.Split('.')[2],
        ];
        Assert.Contains(log.Lines, line => line.Contains("Request starting", StringComparison.Ordinal) && line.Contains("/hub", StringComparison.Ordinal));
        Assert.DoesNotContain(log.Lines, line => secrets.Any(secret => line.Contains(secret, StringComparison.Ordinal)));
    }

    private static string SecretOf(string token) => token.Split('.')[1];
}
