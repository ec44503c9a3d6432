using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Parley.Tests.Support;
using Xunit;

namespace Parley.Tests.Http.Sessions;

/// <summary>
/// Nobody learns by asking which accounts or addresses there are: not from what is answered, and not from how long it takes. Both
/// kinds of question are asked in turn, so that whatever else the machine does is shared by both; then the ranks of their
/// times are compared. Hashing takes few rounds here, so that it does not hide a difference.
/// </summary>
public sealed class EnumerationTests : IAsyncLifetime
{
    private const string Password = "correct horse";
    private const int Pairs = 500; // 1000 questions

    /// <summary>How often a question of one kind may take longer than one of the other, by chance and noise: 0.5 is no difference. With 500 pairs, chance alone stays within 0.44 to 0.56 in 999 of 1000 runs.</summary>
    private const double Least = 0.40, Most = 0.60;

    private TestServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await TestServer.Start(
        new TempFolder(), builder => builder.Services.AddSingleton(_ => DevelopmentFixture.CheapHashing(iterations: 500)), "--environment=Development",
        "--Parley:Verification:MaxPerAddress=100");

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task T15_a_sign_in_does_not_tell_who_exists()
    {
        for (var i = 0; i < 50; i++)
        {
            await Register($"known-{i}", null);
        }

        await AssertSame(
            i => _server.Client().Post("sessions", new { userName = $"known-{i % 50}", password = "not the password" }),
            i => _server.Client().Post("sessions", new { userName = $"nobody-{i % 50}", password = "not the password" }));
    }

    [Fact]
    public async Task T15_a_reset_does_not_tell_whose_address_is_known()
    {
        for (var i = 0; i < 10; i++)
        {
            await Verified($"reset-{i}");
        }

        await AssertSame(
            i => _server.Client().Post("password-resets", new { email = $"reset-{i % 10}@example.org" }),
            i => _server.Client().Post("password-resets", new { email = $"other-{i % 10}@example.org" }));
    }

    [Fact]
    public async Task T15_a_sign_up_does_not_tell_whose_address_is_known()
    {
        for (var i = 0; i < 10; i++)
        {
            await Verified($"owner-{i}");
        }

        await AssertSame(
            i => _server.Client().Post("users", new { userName = $"new-a-{i}", password = Password, email = $"owner-{i % 10}@example.org" }),
            i => _server.Client().Post("users", new { userName = $"new-b-{i}", password = Password, email = $"fresh-{i % 10}@example.org" }),
            pairs: 150);
    }

    private static async Task AssertSame(Func<int, Task<Answer>> known, Func<int, Task<Answer>> unknown, int pairs = Pairs)
    {
        var (knownTimes, unknownTimes) = (new List<double>(), new List<double>());
        for (var i = 0; i < pairs; i++)
        {
            // Who goes first changes: the second of a pair may find something warm.
            var (first, second) = i % 2 == 0 ? (known, unknown) : (unknown, known);
            var (answer, time) = await Timed(() => first(i));
            var (other, otherTime) = await Timed(() => second(i));
            Assert.Equal(Shape(answer), Shape(other));
            (i % 2 == 0 ? knownTimes : unknownTimes).Add(time);
            (i % 2 == 0 ? unknownTimes : knownTimes).Add(otherTime);
        }

        // Mann and Whitney's U over its largest value: the share of pairs in which the known one took longer.
        var warm = pairs / 10;
        var longer = knownTimes.Skip(warm).Average(known => unknownTimes.Skip(warm).Average(unknown => known > unknown ? 1.0 : known < unknown ? 0.0 : 0.5));
        Assert.True(longer is >= Least and <= Most, $"In {longer:P1} of all comparisons, what is known took longer than what is not.");
    }

    private static async Task<(Answer Answer, double Milliseconds)> Timed(Func<Task<Answer>> ask)
    {
        var started = Stopwatch.GetTimestamp();
        var answer = await ask();
        return (answer, Stopwatch.GetElapsedTime(started).TotalMilliseconds);
    }

    /// <summary>All of an answer but what is new in each: ids, times and names that were sent.</summary>
    private static string Shape(Answer answer) =>
        $"{answer.Status} {string.Join(',', answer.Headers.Select(header => header.Key).Order())} " +
        string.Join(',', answer.Json.EnumerateObject().Select(member => member.Name is "id" or "userName" or "displayName" or "createdAt" or "requestId" or "instance" or "emailCode"
            ? member.Name
            : $"{member.Name}={member.Value}"));

    private async Task<Answer> Register(string userName, string? email)
    {
        var made = await _server.Client().Post("users", new { userName, password = Password, email });
        Assert.Equal(201, made.Status);
        return made;
    }

    private async Task Verified(string userName)
    {
        var made = await Register(userName, $"{userName}@example.org");
        var client = _server.Client().WithToken((await _server.Client().Post("sessions", new { userName, password = Password }))["accessToken"]!);
        var id = made.Json.GetProperty("emailCode").GetProperty("id").GetString();
        Assert.Equal(200, (await client.Post("me/contacts/verify", new { id, code = await _server.OutboxCode($"{userName}@example.org") })).Status);
    }
}
