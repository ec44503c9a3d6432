using System.Collections.Immutable;
using System.Net.Http.Json;
using System.Text.Json;
using Parley.Errors;
using Parley.LocalCluster;
using Parley.LocalCluster.Apps;
using Parley.Tests.Support;
using Xunit;

namespace Parley.Tests.Processes.Cluster;

/// <summary>A cluster that takes only who is invited and has an e-mail address, guards its accounts, and throttles one thing that is easy to count.</summary>
public sealed class ClusterWithADoor : RunningCluster, IAsyncLifetime
{
    private const string Off = "off";

    public MailServer Mail { get; } = new();

    /// <summary>Who may invite.</summary>
    public TestClient Administrator { get; private set; } = null!;

    protected override ImmutableSortedDictionary<string, string> Settings => Mail.Settings.Select(setting => setting.TrimStart('-').Split('=', 2))
        .ToImmutableSortedDictionary(pair => pair[0].Replace(":", "__", StringComparison.Ordinal), pair => pair[1])
        .Add("Parley__SignUp__Policy", "invite").Add("Parley__SignUp__VerifiedEmail", "true")
        .Add("Parley__Throttling__CreateRoom", "20/min")
        .Add("Parley__Throttling__SignIn", Off).Add("Parley__Throttling__SignInNetwork", Off).Add("Parley__Throttling__Register", Off).Add("Parley__Throttling__Visitors", Off);

    async ValueTask IAsyncLifetime.InitializeAsync()
    {
        await InitializeAsync();
        if (ParleyCluster.Missing.Count == 0)
        {
            var made = await Admin("create-user", "root-of-all", "--admin", "--json");
            Assert.True(made.ExitCode == 0, made.Errors);
            var password = JsonDocument.Parse(made.Output).RootElement.Text("generatedPassword");
            Administrator = await SignInAsync("root-of-all", password!, Processes.Frontends[0]);
        }
    }

    async ValueTask IAsyncDisposable.DisposeAsync()
    {
        await DisposeAsync();
        await Mail.DisposeAsync();
    }

    public static async Task<TestClient> SignInAsync(string userName, string password, FrontendProcess frontend)
    {
        var session = await new TestClient(frontend.Url).Post("sessions", new { userName, password });
        Assert.True(session.Status == 201, session.Body);
        return new TestClient(frontend.Url).WithToken(session["accessToken"]!);
    }
}

/// <summary>The door, the roles and the counters are one, whatever silo holds them and by whatever frontend somebody comes.</summary>
[Collection(ClusterTests.Name)]
[Trait("Scope", "S16")]
[Trait("Scope", "S17")]
[Trait("Scope", "S26")]
public sealed class AccessInAClusterTests(ClusterWithADoor cluster) : IClassFixture<ClusterWithADoor>
{
    private const string Password = "correct horse 1";

    private IReadOnlyList<FrontendProcess> Frontends => cluster.Processes.Frontends;

    [Fact]
    public async Task One_invite_lets_one_in_over_both_frontends_and_the_code_of_the_mail_opens_the_rooms_on_both()
    {
        await StartAsync();
        var invite = await InviteAsync();
        var names = Enumerable.Range(0, 20).Select(_ => NewName()).ToArray();

        var answers = await Task.WhenAll(names.Select((name, i) => RegisterAsync(name, invite, Frontends[i % 2])));

        var made = Assert.Single(answers, answer => answer.Status == 201);
        Assert.All(answers.Where(answer => answer != made), answer => Assert.Equal(ErrorCatalog.InviteWrong, answer.Code));
        var name = made["userName"]!;
        var clients = await Task.WhenAll(Frontends.Select(frontend => ClusterWithADoor.SignInAsync(name, Password, frontend)));
        Assert.All(await Task.WhenAll(clients.Select(CreateRoomAsync)), answer => Assert.Equal((403, ErrorCatalog.EmailNotVerified), (answer.Status, answer.Code)));

        await ConfirmAsync(clients[1], name, made);

        Assert.All(await Task.WhenAll(clients.Select(CreateRoomAsync)), answer => Assert.Equal(201, answer.Status));
    }

    [Fact]
    public async Task Who_is_banned_at_one_frontend_is_out_at_the_other_and_stays_out_when_the_silo_of_the_room_dies()
    {
        await StartAsync();
        var (owner, guest) = (await NewMemberAsync(), await NewMemberAsync());
        var room = (await CreateRoomAsync(owner.At(Frontends[0])))["id"]!;
        Assert.Equal(201, (await guest.At(Frontends[1]).Send(HttpMethod.Put, $"rooms/{room}/members/me")).Status);
        await using var socket = await guest.SubscribeAsync(Frontends[1], room);

        Assert.Equal(204, (await owner.At(Frontends[0]).Send(HttpMethod.Put, $"rooms/{room}/bans/{guest.Id}")).Status);
        Assert.Equal(201, (await owner.At(Frontends[0]).Post($"rooms/{room}/messages", new { clientId = "after", text = "among ourselves" })).Status);

        var last = (await socket.Events(2))[^1];
        Assert.Equal(("memberKicked", guest.Id), (last.Text("kind"), last.Text("user")));
        foreach (var silo in cluster.Processes.Silos)
        {
            await silo.KillAsync();
            await cluster.WholeAsync();
            foreach (var frontend in Frontends)
            {
                await Eventually.Is(
                    async () =>
                    {
                        var answer = await guest.At(frontend).Send(HttpMethod.Put, $"rooms/{room}/members/me");
                        Assert.NotEqual(201, answer.Status);
                        return answer is { Status: 403, Code: ErrorCatalog.Banned };
                    },
                    "the ban is known", TimeSpan.FromSeconds(30));
            }
        }

        await socket.Send(new { type = "ping", id = 1 });
        await socket.Expect("pong"); // and nothing of the room before it
    }

    [Fact]
    public async Task A_role_that_is_taken_away_at_one_frontend_counts_no_more_at_the_other()
    {
        await StartAsync();
        var member = await NewMemberAsync();
        var second = await AdminAsync("moved-down");
        Assert.Equal(200, (await second.At(Frontends[1]).Get("admin/users")).Status);

        var lowered = await cluster.Admin("set-role", "moved-down", "member");
        Assert.True(lowered.ExitCode == 0, lowered.Errors);

        foreach (var frontend in Frontends)
        {
            await Eventually.Is(async () => (await second.At(frontend).Get("admin/users")).Status is 401 or 403, "the role is gone", TimeSpan.FromSeconds(5));
        }

        var off = await cluster.Administrator.Send(HttpMethod.Patch, $"admin/users/{member.Id}", JsonContent.Create(new { deactivated = true }));
        Assert.True(off.Status == 200, off.Body);
        await Eventually.Is(async () => (await member.At(Frontends[1]).Get("me")).Status == 401, "the user is out", TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task Twenty_a_minute_are_twenty_over_both_frontends()
    {
        await StartAsync();
        var member = await NewMemberAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 60).Select(i => CreateRoomAsync(member.At(Frontends[i % 2]))));

        Assert.Equal(20, answers.Count(answer => answer.Status == 201));
        Assert.All(answers.Where(answer => answer.Status != 201), answer => Assert.Equal((429, ErrorCatalog.Throttled), (answer.Status, answer.Code)));
    }

    [Fact]
    public async Task Guesses_at_an_account_are_counted_over_both_frontends_and_the_place_that_is_known_gets_in()
    {
        await StartAsync();
        var (name, _) = await NewAccountAsync();
        Assert.Equal(201, (await SignInFrom("203.0.113.1", Frontends[0], Password)).Status);

        var guesses = new List<Answer>();
        for (var i = 0; i < 100; i++)
        {
            guesses.Add(await SignInFrom($"198.51.100.{i + 1}", Frontends[i % 2], "wrong"));
        }

        Assert.All(guesses, guess => Assert.True(guess.Status == 401 || guess.Code == ErrorCatalog.Throttled, guess.Body));
        Assert.InRange(guesses.Count(guess => guess.Status == 401), 5, 20);
        Assert.Equal(429, (await SignInFrom("198.51.100.200", Frontends[1], Password)).Status);
        Assert.Equal(201, (await SignInFrom("203.0.113.1", Frontends[1], Password)).Status);

        Task<Answer> SignInFrom(string address, FrontendProcess frontend, string password) =>
            new TestClient(frontend.Url).With("X-Forwarded-For", address).Post("sessions", new { userName = name, password });
    }

    private async Task StartAsync()
    {
        RunningCluster.SkipIfMissing();
        await cluster.WholeAsync();
    }

    private async Task<string> InviteAsync() => (await cluster.Administrator.Post("admin/invites", new { uses = 1 }))["code"]!;

    /// <summary>Invited, registered, and with an address that is confirmed, at frontends in turn.</summary>
    private async Task<ClusterUser> NewMemberAsync()
    {
        var (name, made) = await NewAccountAsync();
        var session = await new TestClient(Frontends[1].Url).Post("sessions", new { userName = name, password = Password });
        var member = new ClusterUser(made["id"]!, session["accessToken"]!);
        await ConfirmAsync(member.At(Frontends[0]), name, made);
        return member;
    }

    private async Task<(string Name, Answer Made)> NewAccountAsync()
    {
        var name = NewName();
        var made = await RegisterAsync(name, await InviteAsync(), Frontends[0]);
        Assert.True(made.Status == 201, made.Body);
        return (name, made);
    }

    private async Task<ClusterUser> AdminAsync(string userName)
    {
        var made = await cluster.Admin("create-user", userName, "--admin", "--json");
        Assert.True(made.ExitCode == 0, made.Errors);
        var user = JsonDocument.Parse(made.Output).RootElement;
        var session = await new TestClient(Frontends[0].Url).Post("sessions", new { userName, password = user.Text("generatedPassword") });
        return new ClusterUser(user.Text("id")!, session["accessToken"]!);
    }

    private async Task ConfirmAsync(TestClient client, string name, Answer made)
    {
        var mail = await cluster.Mail.MessageTo(Address(name));
        var confirmed = await client.Post("me/contacts/verify", new { id = made.Json.GetProperty("emailCode").Text("id"), code = Codes.In(mail.TextBody!) });
        Assert.True(confirmed.Status == 200, confirmed.Body);
    }

    private static Task<Answer> RegisterAsync(string userName, string invite, FrontendProcess frontend) =>
        new TestClient(frontend.Url).Post("users", new { userName, password = Password, email = Address(userName), invite });

    private static Task<Answer> CreateRoomAsync(TestClient client) => client.Post("rooms", new { name = "r" + Guid.NewGuid().ToString("N"), visibility = "public" });

    private static string NewName() => "u" + Guid.NewGuid().ToString("N")[..20];

    private static string Address(string name) => $"{name}@example.org";
}
