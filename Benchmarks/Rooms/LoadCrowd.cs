using System.Diagnostics;
using Parley.Benchmarks.Servers;

namespace Parley.Benchmarks.Rooms;

/// <summary>The members of all rooms, connected and subscribed.</summary>
internal sealed class LoadCrowd : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly LoadMember[][] _rooms;
    private readonly LoadMember[] _members;

    private LoadCrowd(LoadMember[][] rooms)
    {
        _rooms = rooms;
        _members = [.. rooms.SelectMany(room => room)];
    }

    public IReadOnlyList<LoadMember> Members => _members;

    public long Acknowledged => _members.Sum(member => member.Acknowledged);

    public long Delivered => _members.Sum(member => member.Delivered);

    public Histogram Acks => _members.Aggregate(new Histogram(), (sum, member) => { sum.Add(member.Acks); return sum; });

    /// <summary>Each user is a member of one room.</summary>
    /// <param name="name">Of the rooms, before their number.</param>
    /// <param name="frontends">Only the first of them are connected to; null: all.</param>
    public static async Task<LoadCrowd> JoinAsync(
        IParley parley, int rooms, int members, CancellationToken cancellation, string name = "load", int? frontends = null)
    {
        var byRoom = (await parley.TokensAsync(rooms * members, cancellation)).Chunk(members).ToArray();
        var ids = await RoomMaker.MakeAsync(parley, byRoom, cancellation, name);
        var ports = parley.Ports.Take(frontends ?? parley.Ports.Count).ToArray();
        var crowd = new LoadCrowd([.. ids.Select(id => Enumerable.Range(0, members).Select(_ => new LoadMember(id)).ToArray())]);
        for (var r = 0; r < rooms; r++)
        {
            await Task.WhenAll(crowd._rooms[r].Select((member, m) => member.JoinAsync(ports[m % ports.Length], byRoom[r][m], cancellation)));
        }

        return crowd;
    }

    public void ForgetAcks() => Array.ForEach(_members, member => member.ForgetAcks());

    /// <summary>Sends by turns, so many in a second, at the times that the schedule says.</summary>
    public void SendOnSchedule(double rate, TimeSpan duration)
    {
        var (start, total) = (Stopwatch.GetTimestamp(), (long)(rate * duration.TotalSeconds));
        for (long i = 0; i < total; i++)
        {
            var intended = start + (long)(i * Stopwatch.Frequency / rate);
            while (Stopwatch.GetTimestamp() < intended)
            {
                Thread.Sleep(1); // what became due meanwhile follows at once: to wait for each would take a core from the server
            }

            // Neighbours in the schedule are in different rooms.
            _rooms[i % _rooms.Length][i / _rooms.Length % _rooms[0].Length].Send(intended);
        }
    }

    /// <summary>Waits until all that was sent is acknowledged and has come to all members once; else the run is void.</summary>
    public async Task SettleAsync(CancellationToken cancellation)
    {
        for (var deadline = DateTime.UtcNow + Patience; !_rooms.All(IsSettled); await Task.Delay(50, cancellation))
        {
            if (_members.FirstOrDefault(member => member.Fault is not null) is { } faulty)
            {
                throw new BenchmarkException($"Void: {faulty.Fault}");
            }

            if (DateTime.UtcNow > deadline)
            {
                throw new BenchmarkException($"Void: {Patience.TotalSeconds:0} s after the last send, {_members.Sum(member => member.Sent) - Acknowledged} are not acknowledged, or not delivered to all.");
            }
        }
    }

    public void Dispose()
    {
        foreach (var member in _members)
        {
            member.Dispose();
        }
    }

    private static bool IsSettled(LoadMember[] room)
    {
        var sent = room.Sum(member => member.Sent);
        return room.Sum(member => member.Acknowledged) == sent && room.All(member => member.Delivered == sent);
    }
}
