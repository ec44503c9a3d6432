using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Parley.Grains.Storage;
using Parley.Tests.Support;
using Xunit;

namespace Parley.Tests.Http.Caching;

/// <summary>What happens to the database when many ask for what is not there, and for what nobody remembers: without the defence, and with it.</summary>
[Trait("Scope", "S11")]
[Collection(CachingServer.Name)]
public sealed class CacheFailuresTests(OwnServerFixture fixture)
{
    private const int Guesses = 300;

    /// <summary>Penetration: each guess is for another thing that is not there, so that nothing that is remembered helps.</summary>
    [Fact]
    public async Task Guesses_at_names_of_rooms_cost_a_read_each_or_next_to_none()
    {
        await using var open = await TestServer.Start("--Parley:KnownNames:Enabled=false");
        Assert.InRange(await ReadsOfGuesses(open, atOnce: false), Guesses, 3 * Guesses);

        var defended = fixture.Server;
        await (await defended.SignedInOnce()).Client.Get("rooms/first-guess"); // from here on it knows the names
        await Eventually.Is(async () => await ReadsOfGuesses(defended, guesses: 20) < 20, "names are known");
        var began = Stopwatch.GetTimestamp();
        var reads = await ReadsOfGuesses(defended);

        // One in a hundred is looked up, and news are read fifty times a second at most.
        Assert.InRange(reads, 1, (Guesses / 20) + (50 * Stopwatch.GetElapsedTime(began).TotalSeconds) + 2);
    }

    /// <summary>Breakdown: what all ask for is remembered nowhere, a moment after a start, say.</summary>
    [Fact]
    [Trait("Scope", "S12")]
    public async Task A_room_that_everybody_asks_for_at_once_is_looked_up_a_few_times()
    {
        var server = fixture.Server;
        await (await server.SignedInOnce()).NewRoom("everybodys");
        var directory = server.Grains.GetGrain<Parley.Rooms.IRoomDirectoryGrain>(0);
        await directory.Find("everybodys");
        var messages = server.Services.GetRequiredService<Databases>().Messages;

        var reads = messages.Reads;
        var found = await Task.WhenAll(Enumerable.Range(0, 500).Select(_ => directory.Find("everybodys")));

        Assert.Single(found.Distinct());
        Assert.InRange(messages.Reads - reads, 1, 100);
    }

    private static async Task<long> ReadsOfGuesses(TestServer server, int guesses = Guesses, bool atOnce = true)
    {
        var client = (await server.SignedInOnce()).Client;
        var messages = server.Services.GetRequiredService<Databases>().Messages;
        var reads = messages.Reads;
        var run = Guid.NewGuid().ToString("N");
        var answers = new List<Answer>();
        foreach (var some in Enumerable.Range(0, guesses).Chunk(atOnce ? guesses : 1))
        {
            answers.AddRange(await Task.WhenAll(some.Select(i => client.Get($"rooms/guess-{run}-{i}"))));
        }

        Assert.All(answers, answer => Assert.Equal((404, "room-not-found"), (answer.Status, answer.Code)));
        return messages.Reads - reads;
    }
}
