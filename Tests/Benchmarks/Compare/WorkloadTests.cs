using Parley.Benchmarks;
using Parley.Benchmarks.Compare;
using Xunit;

namespace Parley.Tests.Benchmarks.Compare;

public class WorkloadTests
{
    public static TheoryData<string> Names => [.. Workload.All.Select(one => one.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_room_has_its_members_and_nobody_is_in_one_twice(string name)
    {
        var load = Workload.Find(name);
        var users = load.Memberships();

        Assert.Equal(load.Users, users.Count);
        Assert.All(users, rooms => Assert.Equal(load.RoomsPerUser, rooms.Distinct().Count()));
        Assert.All(Rooms(load), room => Assert.Equal(load.Members, room.Count()));
    }

    [Theory]
    [InlineData(10, 100, 0.01, 1)]
    [InlineData(10, 100, 0.05, 5)]
    [InlineData(1, 1000, 0.01, 10)]
    [InlineData(3, 7, 1, 7)]
    public void Those_who_do_not_read_are_as_many_in_each_room(int rooms, int members, double share, int inEach)
    {
        var load = new Workload("W", "some", rooms, members, 1, StuckShare: share);
        var stuck = load.StuckUsers();

        Assert.Equal(load.Stuck, stuck.Count);
        Assert.All(Rooms(load), room => Assert.Equal(inEach, room.Count(stuck.Contains)));
    }

    [Fact]
    public void Usually_everybody_reads() => Assert.Empty(Workload.Find("w2").StuckUsers());

    [Fact]
    public void One_that_there_is_not_is_refused_with_those_there_are() => Assert.Contains("W1, W2", Assert.Throws<BenchmarkException>(() => Workload.Find("W99")).Message, StringComparison.Ordinal);

    private static IEnumerable<IGrouping<int, int>> Rooms(Workload load) =>
        load.Memberships().SelectMany((rooms, user) => rooms.Select(room => (room, user))).GroupBy(one => one.room, one => one.user);
}
