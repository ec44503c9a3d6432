using Parley.Grains.Delivery;
using Parley.Grains.SignUp;
using Parley.Grains.Storage;
using Parley.Grains.Verification;
using Parley.Tests.Support;
using Parley.Verification;
using Xunit;

namespace Parley.Tests.Storage.Verification;

/// <summary>What is good once, on each engine and by several nodes at the same time: the database lets one have it.</summary>
[Trait("Scope", "S6")]
public abstract class OneTimeCodesSpec : IAsyncLifetime
{
    private const int Nodes = 4;
    private readonly TestClock _clock = new();
    private readonly List<Databases> _databases = [];

    public async ValueTask InitializeAsync()
    {
        for (var node = 0; node < Nodes; node++)
        {
            _databases.Add(await OpenAsync(_clock));
        }
    }

    public virtual ValueTask DisposeAsync()
    {
        _databases.ForEach(databases => databases.Dispose());
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Of_sixteen_who_show_a_code_on_four_nodes_one_has_it_and_a_replay_is_refused_on_every_node()
    {
        var code = await Add();

        var spent = await Task.WhenAll(Enumerable.Range(0, 16).Select(i => Task.Run(() => Codes(i % Nodes).SpendAsync(code.Id, code.Purpose, "ann", code.Code))));

        Assert.Equal(new SpentCode("ann", "email:ann@example.org"), Assert.Single(spent, one => one is not null));
        for (var node = 0; node < Nodes; node++)
        {
            Assert.Null(await Codes(node).SpendAsync(code.Id, code.Purpose, "ann", code.Code));
        }
    }

    [Fact]
    public async Task Wrong_codes_use_up_the_attempts_also_of_the_right_one()
    {
        var code = await Add();
        for (var attempt = 0; attempt < 5; attempt++)
        {
            Assert.Null(await Codes(attempt % Nodes).SpendAsync(code.Id, code.Purpose, "ann", "000000"));
        }

        Assert.Null(await Codes(0).SpendAsync(code.Id, code.Purpose, "ann", code.Code));
    }

    [Fact]
    public async Task Guessers_on_four_nodes_together_have_no_more_attempts()
    {
        var code = await Add();
        var guesses = Enumerable.Range(0, 40).Select(i => i == 39 ? code.Code : $"{i:000000}");
        foreach (var batch in guesses.Chunk(8))
        {
            Assert.All(await Task.WhenAll(batch.Select((guess, i) => Task.Run(() => Codes(i % Nodes).SpendAsync(code.Id, code.Purpose, "ann", guess)))), Assert.Null);
        }
    }

    [Fact]
    public async Task A_code_counts_for_its_time_its_purpose_and_its_user_alone()
    {
        var code = await Add();
        Assert.Null(await Codes(0).SpendAsync(code.Id, CodePurposes.PasswordReset, "ann", code.Code));
        Assert.Null(await Codes(0).SpendAsync(code.Id, code.Purpose, "bob", code.Code));
        Assert.Null(await Codes(0).SpendAsync("another", code.Purpose, "ann", code.Code));

        _clock.Advance(TimeSpan.FromMinutes(10));
        Assert.Null(await Codes(1).SpendAsync(code.Id, code.Purpose, "ann", code.Code));
    }

    [Fact]
    public async Task The_link_is_as_good_as_the_code_and_spends_it()
    {
        var code = await Add();

        Assert.NotNull(await Codes(0).SpendAsync(code.Id, code.Purpose, null, code.Link));
        Assert.Null(await Codes(1).SpendAsync(code.Id, code.Purpose, null, code.Code));

        var revoked = await Add();
        await Codes(2).RevokeAsync(revoked.Purpose, "ann");
        Assert.Null(await Codes(3).SpendAsync(revoked.Id, revoked.Purpose, null, revoked.Link));
    }

    [Fact]
    public async Task Nobodys_code_is_never_right()
    {
        var code = await Add(subject: "");

        Assert.Null(await Codes(0).SpendAsync(code.Id, code.Purpose, null, code.Code));
    }

    [Fact]
    public async Task An_address_belongs_to_the_first_who_shows_a_code_and_claims_stand_side_by_side()
    {
        var address = ContactAddress.Parse(ContactKind.Email, "wanted@example.org")!;
        string[] users = ["u1", "u2", "u3", "u4"];
        await Task.WhenAll(users.Select((user, node) => Contacts(node).ClaimAsync(user, address)));
        await Contacts(0).ClaimAsync("u1", address); // again

        var taken = await Task.WhenAll(users.Select((user, node) => Task.Run(() => Contacts(node).TakeAsync(user, address.Key))));

        var winner = users[Array.IndexOf(taken, true)];
        Assert.Single(taken, true);
        Assert.Equal(winner, await Contacts(2).FindOwnerAsync(address.Key));
        foreach (var user in users)
        {
            Assert.Equal(user == winner, Assert.Single(await Contacts(1).ListAsync(user)).IsVerified);
        }

        Assert.True(await Contacts(3).RemoveAsync(winner, address.Key));
        Assert.Null(await Contacts(0).FindOwnerAsync(address.Key));
    }

    [Fact]
    public async Task T13_of_fifty_who_want_the_last_use_of_an_invite_one_gets_it()
    {
        var (invite, code) = await Invites(0).CreateAsync("admin", uses: 3, TimeSpan.FromDays(1), "member");
        Assert.NotNull(await Invites(1).SpendAsync(code));
        Assert.NotNull(await Invites(2).SpendAsync(code));

        var spent = await Task.WhenAll(Enumerable.Range(0, 50).Select(i => Task.Run(() => Invites(i % Nodes).SpendAsync(code))));

        Assert.Single(spent, one => one is not null);
        Assert.Equal(0, Assert.Single(await Invites(0).ListAsync(), one => one.Id == invite.Id).UsesLeft);

        await Invites(0).GiveBackAsync(invite.Id);
        await Invites(3).RevokeAsync(invite.Id);
        Assert.Null(await Invites(1).SpendAsync(code));

        var (_, brief) = await Invites(0).CreateAsync("admin", uses: 1, TimeSpan.FromMinutes(1), "member");
        Assert.Null(await Invites(0).SpendAsync(brief + "x"));
        _clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Null(await Invites(0).SpendAsync(brief));
    }

    [Fact]
    public async Task A_message_is_taken_by_one_silo_and_by_another_if_that_does_not_come_back()
    {
        var (first, second) = (Box(0), Box(1));
        await Enqueue(first, "email:ann@example.org", "the text");
        await Enqueue(first, "", "to nobody");

        var taken = (await Task.WhenAll(Task.Run(() => first.TakeAsync(10)), Task.Run(() => second.TakeAsync(10)))).SelectMany(one => one);
        var due = Assert.Single(taken);
        Assert.Equal(("email:ann@example.org", "the text", 1), (due.Message.Address, due.Message.Text, due.Attempts));
        Assert.Empty(await second.TakeAsync(10));

        _clock.Advance(Outbox.Lease); // it died
        var again = Assert.Single(await second.TakeAsync(10));
        Assert.Equal((due.Id, 2), (again.Id, again.Attempts));

        await second.RetryLaterAsync(again);
        Assert.Empty(await first.TakeAsync(10));
        _clock.Advance(Outbox.WaitAfter(2));
        await first.RemoveAsync(Assert.Single(await first.TakeAsync(10)));
        _clock.Advance(Outbox.Lease);
        Assert.Empty(await second.TakeAsync(10));
    }

    [Fact]
    public async Task A_message_that_is_too_old_is_not_sent()
    {
        await Enqueue(Box(0), "email:old@example.org", "stale");
        _clock.Advance(TimeSpan.FromMinutes(10));

        Assert.Empty(await Box(1).TakeAsync(10));
        Assert.Empty(await Box(0).TakeAsync(10));
    }

    protected abstract Task<Databases> OpenAsync(TimeProvider clock);

    private OneTimeCodes Codes(int node) => new(_databases[node], new ServerKeys(_databases[node], _clock), _clock);

    private ContactStore Contacts(int node) => new(_databases[node], _clock);

    private ServerInvites Invites(int node) => new(_databases[node], _clock);

    private Outbox Box(int node) => new(_databases[node], new Sealing(new ServerKeys(_databases[node], _clock)), _clock);

    private Task<bool> Enqueue(Outbox box, string address, string text) => _databases[0].Identity.WriteAsync(async (connection, transaction) =>
    {
        await box.AddAsync(new OutgoingMessage(address, "subject", text, TimeSpan.FromMinutes(10)), connection, transaction);
        return true;
    });

    private async Task<OneTimeCode> Add(string subject = "ann")
    {
        var code = new OneTimeCode(
            OneTimeCode.NewId(), CodePurposes.Contact, subject, "email:ann@example.org", "123456", OneTimeCode.Secret(), MaxAttempts: 5, TimeSpan.FromMinutes(10));
        await Codes(0).AddAsync(code);
        return code;
    }
}

public sealed class SqliteOneTimeCodesTests : OneTimeCodesSpec
{
    private readonly TempFolder _folder = new();
    private Databases? _first;

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _folder.Dispose();
    }

    /// <summary>One process has the folder: its threads share it.</summary>
    protected override Task<Databases> OpenAsync(TimeProvider clock) => Task.FromResult(_first ??= Databases.Open(DataFolder.Open(_folder.Path), clock));
}

public sealed class MariaDbOneTimeCodesTests(MariaDbServer server) : OneTimeCodesSpec
{
    private string? _connection;

    protected override async Task<Databases> OpenAsync(TimeProvider clock)
    {
        Assert.SkipWhen(MariaDbServer.Missing is not null, MariaDbServer.Missing ?? "");
        _connection ??= await server.NewDatabase();
        return Databases.Connect(new DatabaseConnections(_connection, _connection, _connection), clock);
    }
}
