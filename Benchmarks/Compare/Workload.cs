namespace Parley.Benchmarks.Compare;

/// <summary>What is asked of a server.</summary>
/// <param name="Members">Of each room, one connection each.</param>
/// <param name="Rate">Messages per second and room.</param>
/// <param name="RoomsPerUser">Rooms that each user is in.</param>
/// <param name="StuckShare">Share of the clients that read nothing.</param>
public sealed record Workload(string Name, string What, int Rooms, int Members, double Rate, int RoomsPerUser = 1, double StuckShare = 0)
{
    public static IReadOnlyList<Workload> All { get; } =
    [
        new("W1", "one big room", 1, 1000, 20),
        new("W2", "busy rooms: cost of a delivery", 10, 100, 100),
        new("W3", "many small rooms", 1000, 10, 1, RoomsPerUser: 4),
        new("W4", "overload", 10, 100, 1000),
        new("W7", "W2 with one client in a hundred that does not read", 10, 100, 100, StuckShare: 0.01),
    ];

    public int Users => Rooms * Members / RoomsPerUser;

    public int Stuck => (int)(Users * StuckShare);

    /// <summary>Deliveries asked for, per second, to those who read.</summary>
    public double Deliveries => Rooms * Rate * Members * (1 - StuckShare);

    /// <exception cref="BenchmarkException">There is no such one.</exception>
    public static Workload Find(string name) => All.FirstOrDefault(one => one.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
        ?? throw new BenchmarkException($"There is no workload {name} here. There are {string.Join(", ", All.Select(one => one.Name))}.");

    /// <summary>The rooms of each user: every room gets so many members, and a user is in different ones.</summary>
    public IReadOnlyList<int[]> Memberships() =>
        [.. Enumerable.Range(0, Users).Select(user => Enumerable.Range(0, RoomsPerUser).Select(i => (user + (i * (Rooms / RoomsPerUser))) % Rooms).ToArray())];

    /// <summary>The users who read nothing: as many in each room, not beside each other.</summary>
    public IReadOnlySet<int> StuckUsers()
    {
        var rooms = Math.Min(Rooms, Users);
        var inEach = (Stuck + rooms - 1) / rooms;
        return Enumerable.Range(0, Stuck).Select(i => (i % rooms) + (rooms * (i / rooms) * (Users / rooms / inEach))).ToHashSet();
    }
}
