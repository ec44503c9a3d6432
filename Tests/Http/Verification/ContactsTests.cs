using Parley.Errors;
using Parley.Tests.Support;
using Xunit;

namespace Parley.Tests.Http.Verification;

[Trait("Scope", "S26")]
public sealed class ContactsTests(DevelopmentFixture fixture) : IClassFixture<DevelopmentFixture>
{
    private readonly TestServer _server = fixture.Server;

    [Theory]
    [InlineData("email", "kim@example.org")]
    [InlineData("phone", "+14155550100")]
    public async Task An_address_is_the_users_when_the_code_that_was_sent_to_it_is_shown(string kind, string address)
    {
        var user = await _server.SignedIn($"kim-{kind}");
        var sent = await user.Client.Post("me/contacts", new { kind, address });
        Assert.Equal((202, "600"), (sent.Status, sent["expiresIn"]));
        Assert.Equal("False", (await user.Client.Get("me/contacts")).Json[0].GetProperty("verified").ToString());

        var code = await _server.OutboxCode(address);
        var verified = await user.Client.Post("me/contacts/verify", new { id = sent["id"], code });
        Assert.Equal((200, kind, address, "True"), (verified.Status, verified["kind"], verified["address"], verified["verified"]));

        var replayed = await user.Client.Post("me/contacts/verify", new { id = sent["id"], code });
        Assert.Equal((422, ErrorCatalog.CodeWrong), (replayed.Status, replayed.Code));

        Assert.Equal(204, (await user.Client.Delete($"me/contacts/{kind}/{Uri.EscapeDataString(address)}")).Status);
        Assert.Equal("[]", (await user.Client.Get("me/contacts")).Body);
        Assert.Equal(ErrorCatalog.ContactNotFound, (await user.Client.Delete($"me/contacts/{kind}/{Uri.EscapeDataString(address)}")).Code);
    }

    [Fact]
    public async Task Two_may_claim_an_address_and_one_has_it()
    {
        var (first, second) = (await _server.SignedIn("claims-1"), await _server.SignedIn("claims-2"));
        var sentToFirst = await first.Client.Post("me/contacts", new { kind = "email", address = "shared@example.org" });
        var codeOfFirst = await _server.OutboxCode("shared@example.org");
        Assert.Equal(200, (await first.Client.Post("me/contacts/verify", new { id = sentToFirst["id"], code = codeOfFirst })).Status);

        // Said the same as before: who the address belongs to is not for those who only know it.
        var sentToSecond = await second.Client.Post("me/contacts", new { kind = "email", address = "Shared@example.org" });
        Assert.Equal(202, sentToSecond.Status);
        Assert.Equal("False", (await second.Client.Get("me/contacts")).Json[0].GetProperty("verified").ToString());

        string codeOfSecond = "";
        await Eventually.Is(async () => (codeOfSecond = await _server.OutboxCode("shared@example.org")) != codeOfFirst, "the second code has come");
        var refused = await second.Client.Post("me/contacts/verify", new { id = sentToSecond["id"], code = codeOfSecond });
        Assert.Equal((409, ErrorCatalog.ContactTaken), (refused.Status, refused.Code));
    }

    [Fact]
    public async Task A_code_is_worth_nothing_in_other_hands()
    {
        var (owner, thief) = (await _server.SignedIn("owner"), await _server.SignedIn("thief"));
        var sent = await owner.Client.Post("me/contacts", new { kind = "email", address = "owner@example.org" });
        var code = await _server.OutboxCode("owner@example.org");

        Assert.Equal(ErrorCatalog.CodeWrong, (await thief.Client.Post("me/contacts/verify", new { id = sent["id"], code })).Code);
        Assert.Equal(200, (await owner.Client.Post("me/contacts/verify", new { id = sent["id"], code })).Status);
    }

    [Fact]
    public async Task An_open_browser_alone_does_not_make_an_account_reachable_by_another_address()
    {
        await _server.Client().Post("users", new { userName = "careful", password = "correct horse" });
        var signedIn = await _server.Client().Post("sessions", new { userName = "careful", password = "correct horse" });
        var client = _server.Client().WithToken(signedIn["accessToken"]!);

        var refused = await client.Post("me/contacts", new { kind = "email", address = "evil@example.org" });
        Assert.Equal((403, ErrorCatalog.PasswordWrong), (refused.Status, refused.Code));
        Assert.Equal(202, (await client.Post("me/contacts", new { kind = "email", address = "careful@example.org", password = "correct horse" })).Status);
    }

    [Fact]
    public async Task Codes_to_one_address_are_few_whoever_asks()
    {
        var users = await Task.WhenAll(Enumerable.Range(0, 3).Select(i => _server.SignedIn($"spammer-{i}")));
        for (var i = 0; i < 5; i++)
        {
            Assert.Equal(202, (await users[i % 3].Client.Post("me/contacts", new { kind = "email", address = "victim@example.org" })).Status);
        }

        var refused = await users[0].Client.Post("me/contacts", new { kind = "email", address = "victim@example.org" });
        Assert.Equal((429, ErrorCatalog.Throttled), (refused.Status, refused.Code));
        Assert.InRange(int.Parse(refused.Headers.GetValues("Retry-After").Single(), System.Globalization.CultureInfo.InvariantCulture), 60, 3600);
    }

    [Fact]
    public async Task What_is_no_address_is_refused_by_field()
    {
        var user = await _server.SignedIn("typo");

        Assert.Equal(["address"], (await user.Client.Post("me/contacts", new { kind = "email", address = "typo" })).FaultyFields);
        Assert.Equal(["kind"], (await user.Client.Post("me/contacts", new { kind = "fax", address = "typo" })).FaultyFields);
        Assert.Equal(401, (await _server.Client().Get("me/contacts")).Status);
    }
}
