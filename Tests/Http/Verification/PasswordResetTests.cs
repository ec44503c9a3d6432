using Parley.Errors;
using Parley.Tests.Support;
using Xunit;

namespace Parley.Tests.Http.Verification;

public sealed class PasswordResetTests(DevelopmentFixture fixture) : IClassFixture<DevelopmentFixture>
{
    private const string Old = "the old password";
    private const string New = "the new password";
    private readonly TestServer _server = fixture.Server;

    [Fact]
    public async Task A_forgotten_password_is_replaced_once_by_code_and_all_sessions_end()
    {
        var client = await Registered("forgot");
        var older = await _server.Client().Post("password-resets", new { email = "forgot@example.org" });
        var olderCode = await ResetCode("forgot@example.org", different: "");
        var sent = await _server.Client().Post("password-resets", new { email = "Forgot@Example.org" });
        Assert.Equal((202, "1800"), (sent.Status, sent["expiresIn"]));
        var code = await ResetCode("forgot@example.org", different: olderCode);

        // What is refused for another reason does not spend the code.
        Assert.Equal(["password"], (await Confirm(sent, code, "short")).FaultyFields);
        Assert.Equal(ErrorCatalog.CodeWrong, (await Confirm(older, code, New)).Code);
        var reset = await Confirm(sent, code, New);
        Assert.Equal((200, "forgot"), (reset.Status, reset["userName"]));

        Assert.Equal(ErrorCatalog.CodeWrong, (await Confirm(sent, code, "yet another password")).Code);
        Assert.Equal(ErrorCatalog.CodeWrong, (await Confirm(older, olderCode, "yet another password")).Code);
        await Eventually.Is(async () => (await client.Get("me")).Status == 401, "the session has ended");
        Assert.Equal(401, (await SignIn("forgot", Old)).Status);
        Assert.Equal(201, (await SignIn("forgot", New)).Status);
    }

    [Fact]
    public async Task A_code_that_went_to_an_address_which_was_given_up_since_is_worth_nothing()
    {
        var client = await Registered("mover");
        var sent = await _server.Client().Post("password-resets", new { email = "mover@example.org" });
        var code = await ResetCode("mover@example.org", different: "");
        Assert.Equal(204, (await client.Delete("me/contacts/email/mover@example.org")).Status);

        Assert.Equal(ErrorCatalog.CodeWrong, (await Confirm(sent, code, New)).Code);
        Assert.Equal(201, (await SignIn("mover", Old)).Status);
    }

    [Fact]
    public async Task Five_wrong_codes_end_a_reset()
    {
        await Registered("guessed");
        var sent = await _server.Client().Post("password-resets", new { email = "guessed@example.org" });
        var code = await ResetCode("guessed@example.org", different: "");
        for (var i = 0; i < 5; i++)
        {
            Assert.Equal(ErrorCatalog.CodeWrong, (await Confirm(sent, "99999999" == code ? "11111111" : "99999999", New)).Code);
        }

        Assert.Equal(ErrorCatalog.CodeWrong, (await Confirm(sent, code, New)).Code);
    }

    [Fact]
    public async Task An_address_that_was_only_claimed_resets_nothing()
    {
        var user = await _server.SignedIn("claimer");
        await user.Client.Post("me/contacts", new { kind = "email", address = "unproven@example.org" });
        await _server.OutboxCode("unproven@example.org");

        Assert.Equal(202, (await _server.Client().Post("password-resets", new { email = "unproven@example.org" })).Status);

        await Registered("marker"); // its messages come after
        await _server.Client().Post("password-resets", new { email = "marker@example.org" });
        await ResetCode("marker@example.org", different: "");
        Assert.Single((await _server.Client().Get("outbox")).Json.EnumerateArray(), message => message.GetProperty("to").GetString() == "unproven@example.org");
    }

    [Fact]
    public async Task Who_knows_the_password_changes_it_and_the_other_sessions_end()
    {
        var client = await Registered("changer");
        var other = _server.Client().WithToken((await SignIn("changer", Old))["accessToken"]!);

        Assert.Equal((403, ErrorCatalog.PasswordWrong), await Change(client, "not it at all", New));
        Assert.Equal((422, ErrorCatalog.Invalid), await Change(client, Old, "changer"));
        Assert.Equal((422, ErrorCatalog.Invalid), await Change(client, Old, "Password123"));
        Assert.Equal((204, null), await Change(client, Old, New));

        Assert.Equal(200, (await client.Get("me")).Status);
        await Eventually.Is(async () => (await other.Get("me")).Status == 401, "the other session has ended");
        Assert.Equal(401, (await SignIn("changer", Old)).Status);
        Assert.Equal(201, (await SignIn("changer", New)).Status);
    }

    [Fact]
    public async Task The_link_comes_from_the_settings_and_never_from_the_host_header()
    {
        await using var mail = new MailServer();
        await using var server = await DevelopmentFixture.Start([.. mail.Settings, "--Parley:PublicUrl=https://chat.example.org/parley/", "--Parley:PathBase=/parley"]);
        var user = await server.SignedIn("linked");
        var sent = await user.Client.Post("me/contacts", new { kind = "email", address = "linked@example.org" });
        var code = Codes.In((await mail.MessageTo("linked@example.org")).TextBody!);
        await user.Client.Post("me/contacts/verify", new { id = sent["id"], code });

        await server.Client().With("Host", "evil.example").Post("password-resets", new { email = "linked@example.org" });

        await Eventually.Is(() => Task.FromResult(mail.To("linked@example.org").Count() == 2), "the reset has come", TimeSpan.FromSeconds(60));
        var text = mail.To("linked@example.org").Last().TextBody!;
        Assert.DoesNotContain("evil", text, StringComparison.Ordinal);
        var link = text.Split('\n').Single(line => line.StartsWith("https://chat.example.org/parley/reset-password#", StringComparison.Ordinal)).Trim();
        var (id, secret) = (link.Split('#')[1].Split('.')[0], link.Split('.')[^1]);
        Assert.Equal(64, secret.Length);
        Assert.Equal(200, (await server.Client().Post($"password-resets/{id}", new { code = secret, password = New })).Status);
        Assert.Equal(201, (await server.Client().Post("sessions", new { userName = "linked", password = New })).Status);
    }

    /// <summary>A user with a confirmed address, and a client that has signed in.</summary>
    private async Task<TestClient> Registered(string userName)
    {
        var address = $"{userName}@example.org";
        var made = await _server.Client().Post("users", new { userName, password = Old, email = address });
        var client = _server.Client().WithToken((await SignIn(userName, Old))["accessToken"]!);
        var id = made.Json.GetProperty("emailCode").GetProperty("id").GetString();
        Assert.Equal(200, (await client.Post("me/contacts/verify", new { id, code = await _server.OutboxCode(address) })).Status);
        return client;
    }

    private async Task<string> ResetCode(string address, string different)
    {
        var code = "";
        await Eventually.Is(async () => (code = await _server.OutboxCode(address)).Length == 8 && code != different, "the code for the reset has come", TimeSpan.FromSeconds(60));
        return code;
    }

    private Task<Answer> Confirm(Answer sent, string code, string password) => _server.Client().Post($"password-resets/{sent["id"]}", new { code, password });

    private Task<Answer> SignIn(string userName, string password) => _server.Client().Post("sessions", new { userName, password });

    private static async Task<(int, string?)> Change(TestClient client, string oldPassword, string newPassword)
    {
        var answer = await client.Send(HttpMethod.Put, "me/password", System.Net.Http.Json.JsonContent.Create(new { oldPassword, newPassword }));
        return (answer.Status, answer.Code);
    }
}
