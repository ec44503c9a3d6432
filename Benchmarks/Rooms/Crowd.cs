namespace Parley.Benchmarks.Rooms;

/// <summary>The members of all rooms of a run, connected and subscribed.</summary>
public sealed class Crowd : IDisposable
{
    private Crowd(Member[][] rooms) => Rooms = rooms;

    public Member[][] Rooms { get; }

    public IEnumerable<Member> Members => Rooms.SelectMany(room => room);

    public static async Task<Crowd> JoinAsync(ServerUnderTest server, int rooms, int members, CancellationToken cancellation)
    {
        var crowd = new Member[rooms][];
        for (var r = 0; r < rooms; r++)
        {
            var room = $"bench{r}";
            var tokens = await server.TokensAsync(room, members);
            crowd[r] = [.. tokens.Select(_ => new Member(room))];
            await Task.WhenAll(crowd[r].Zip(tokens, (member, token) => member.JoinAsync(server.Port, token, cancellation)));
        }

        return new Crowd(crowd);
    }

    /// <summary>Waits until every member of a room has seen the same last event, and checks that nothing went wrong on the way.</summary>
    public async Task SettleAsync(CancellationToken cancellation)
    {
        for (var deadline = DateTime.UtcNow.AddSeconds(30); Rooms.Any(room => room.Min(m => m.LastSeq) != room.Max(m => m.LastSeq)); await Task.Delay(50, cancellation))
        {
            ThrowOnFault();
            if (DateTime.UtcNow > deadline)
            {
                throw new BenchmarkException("Void: 30 s after the last send some members still lack events.");
            }
        }

        ThrowOnFault();
    }

    public void Dispose()
    {
        foreach (var member in Members)
        {
            member.Dispose();
        }
    }

    private void ThrowOnFault()
    {
        if (Members.FirstOrDefault(member => member.Fault is not null) is { } faulty)
        {
            throw new BenchmarkException($"Void: {faulty.Fault}");
        }
    }
}
