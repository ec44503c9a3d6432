using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Parley.Errors;
using Parley.Tests.Support;
using Xunit;

namespace Parley.Tests.Http.Delivery;

/// <summary>Messages leave by a real SMTP server and by the HTTP interface of an SMS provider, whatever happens on the way.</summary>
[Trait("Scope", "S26")]
public sealed class DeliveryTests
{
    [Fact]
    public async Task A_code_goes_by_mail_again_after_a_refusal_and_after_a_lost_answer()
    {
        await using var mail = new MailServer();
        await using var server = await TestServer.Start(mail.Settings);
        var user = await server.SignedIn("ann");

        mail.RefuseNext(1);
        await user.Client.Post("me/contacts", new { kind = "email", address = "refused@example.org" });
        var message = await mail.MessageTo("refused@example.org");
        Assert.Equal("parley@example.org", message.From.Mailboxes.Single().Address);
        Assert.Equal("auto-generated", message.Headers["Auto-Submitted"]);
        Assert.DoesNotContain(Codes.In(message.TextBody!), message.Subject, StringComparison.Ordinal);

        mail.LoseNextAnswers(1);
        var sent = await user.Client.Post("me/contacts", new { kind = "email", address = "lost@example.org" });
        await Eventually.Is(() => Task.FromResult(mail.To("lost@example.org").Count() == 2), "it was sent once more", TimeSpan.FromSeconds(60));
        var codes = mail.To("lost@example.org").Select(one => Codes.In(one.TextBody!)).Distinct();
        Assert.Equal(200, (await user.Client.Post("me/contacts/verify", new { id = sent["id"], code = Assert.Single(codes) })).Status);
    }

    [Fact]
    public async Task A_message_that_waited_while_the_server_was_down_is_sent_after_it()
    {
        var mail = new MailServer();
        var settings = mail.Settings;
        await mail.DisposeAsync(); // nobody listens
        var server = await TestServer.Start(settings);
        var user = await server.SignedIn("ann");
        Assert.Equal(202, (await user.Client.Post("me/contacts", new { kind = "email", address = "later@example.org" })).Status);

        await using var back = new MailServer();
        await using var restarted = await server.Restart(back.Settings);

        await back.MessageTo("later@example.org");
    }

    [Theory]
    [InlineData("application/json", """{"to":"{to}","content":"{text}"}""", "to", "content")]
    [InlineData("application/x-www-form-urlencoded", "To={to}&Body={text}", "To", "Body")]
    public async Task A_code_goes_by_sms_in_the_form_that_the_provider_wants(string contentType, string body, string to, string text)
    {
        await using var provider = await SmsProvider.Start(failures: 1);
        await using var server = await TestServer.Start(
            $"--Parley:Sms:Url={provider.Address}send", $"--Parley:Sms:ContentType={contentType}", $"--Parley:Sms:Body={body}", "--Parley:Sms:Header=X-Key: 4711");
        var user = await server.SignedIn("ann");
        var sent = await user.Client.Post("me/contacts", new { kind = "phone", address = "+49 30 1234567" });

        await Eventually.Is(() => Task.FromResult(provider.Taken.Count == 1), "the provider has taken it", TimeSpan.FromSeconds(60));
        var (key, taken) = provider.Taken.Single();
        Assert.Equal(("4711", "+49301234567"), (key, taken[to]));
        Assert.Equal(200, (await user.Client.Post("me/contacts/verify", new { id = sent["id"], code = Codes.In(taken[text]) })).Status);
    }

    [Fact]
    public async Task Without_settings_nothing_is_offered_and_the_outbox_is_for_nobody()
    {
        await using var server = await TestServer.Start();
        var user = await server.SignedIn("ann");

        var refused = await user.Client.Post("me/contacts", new { kind = "email", address = "ann@example.org" });
        Assert.Equal((409, ErrorCatalog.DeliveryUnavailable), (refused.Status, refused.Code));
        Assert.Equal(ErrorCatalog.DeliveryUnavailable, (await server.Client().Post("password-resets", new { email = "ann@example.org" })).Code);
        foreach (var client in (TestClient[])[server.Client(), user.Client, (await server.Admin()).Client])
        {
            Assert.Equal((404, ErrorCatalog.NotFound), ((await client.Get("outbox")).Status, (await client.Get("outbox")).Code));
        }

        // Nor does the grain behind it keep anything.
        await server.Grains.DevelopmentOutbox().Add(new(Parley.Verification.ContactKind.Email, "ann@example.org", "", "123456", DateTimeOffset.UnixEpoch));
        Assert.Empty(await server.Grains.DevelopmentOutbox().List());
    }

    [Fact]
    public async Task Mail_without_tls_is_for_the_same_machine_alone()
    {
        var fault = await Assert.ThrowsAnyAsync<Exception>(() => TestServer.Start("--Parley:Mail:Host=mail.example.org", "--Parley:Mail:Security=None", "--Parley:Mail:From=a@b.example"));
        Assert.Contains("Parley:Mail:Security", fault.Message, StringComparison.Ordinal);
        var other = await Assert.ThrowsAnyAsync<Exception>(() => TestServer.Start("--Parley:Sms:Url=http://sms.example.org/"));
        Assert.Contains("Parley:Sms:Url", other.Message, StringComparison.Ordinal);
    }

    /// <summary>Takes messages as providers do.</summary>
    private sealed class SmsProvider(WebApplication app, Uri address) : IAsyncDisposable
    {
        public Uri Address { get; } = address;

        public ConcurrentQueue<(string Key, Dictionary<string, string> Body)> Taken { get; } = new();

        public static async Task<SmsProvider> Start(int failures)
        {
            var builder = WebApplication.CreateSlimBuilder();
            var port = LoopbackPort.Free();
            builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port));
            var app = builder.Build();
            var provider = new SmsProvider(app, new Uri($"http://127.0.0.1:{port}/"));
            app.MapPost("/send", async (HttpContext context) =>
            {
                if (Interlocked.Decrement(ref failures) >= 0)
                {
                    return Results.StatusCode(StatusCodes.Status503ServiceUnavailable);
                }

                using var reader = new StreamReader(context.Request.Body);
                var text = await reader.ReadToEndAsync();
                var body = context.Request.ContentType!.StartsWith("application/json", StringComparison.Ordinal)
                    ? JsonSerializer.Deserialize<Dictionary<string, string>>(text)!
                    : text.Split('&').Select(pair => pair.Split('=')).ToDictionary(pair => pair[0], pair => Uri.UnescapeDataString(pair[1]));
                provider.Taken.Enqueue((context.Request.Headers["X-Key"].ToString(), body));
                return Results.Ok();
            });
            await app.StartAsync();
            return provider;
        }

        public ValueTask DisposeAsync() => app.DisposeAsync();
    }
}
